"""The description is good OpenAPI, says what the addresses are, and real answers are as it says."""

import re
import uuid

import pytest
from django.urls import get_resolver
from django.utils import translation
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from api import description
from api.description.document import OPERATIONS, PARAMETERS
from cica_portal.languages import LANGUAGES
from comments.consolidation import dispositions
from comments.enums import Operation, Position
from comments.models import Comment
from comments.procedure import consultations
from comments.writing import proposed_events, responses
from tests.factories import api, comments, initiatives, members, notes

pytestmark = pytest.mark.django_db
ROOT = "urn:description"


def document(language="en"):
    with translation.override(language):
        return description.document("https://portal.example.org")


@pytest.mark.parametrize("language", LANGUAGES)
def test_description_is_openapi(language):
    OpenAPIV31SpecValidator(document(language)).validate()


def test_description_is_in_three_languages():
    summaries = {
        language: [path["get"]["summary"] for path in document(language)["paths"].values()]
        for language in LANGUAGES
    }
    assert all(re.search("[а-яәі]", text) for code in ("ru", "kk") for text in summaries[code])
    assert not any(re.search("[а-я]", text) for text in summaries["en"])


def test_every_address_is_described_and_no_other():
    routes = [
        f"/api/{route.pattern}"
        for resolver in get_resolver().url_patterns
        if getattr(resolver, "app_name", "") == "api"
        for route in resolver.url_patterns
    ]
    kinds = {"slug:slug": "plan", "int:number": "number", "slug:language": "language"}

    def as_described(route):
        noun = {"consultations": "consultation", "initiatives": "initiative", "notes": "note"}.get(
            route.split("/")[3], ""
        )
        return re.sub(r"<([^>]+)>", lambda match: f"{{{kinds.get(match[1], noun)}}}", route)

    reading = {as_described(route) for route in routes if route.startswith("/api/v1/")}
    assert reading - {"/api/v1/openapi.json"} == {one.path for one in OPERATIONS}


def test_document_and_page_are_served(client):
    served = client.get("/api/v1/openapi.json").json()
    assert served["openapi"] == "3.1.0" and served["servers"] == [{"url": "http://testserver"}]
    assert client.get("/api/").status_code == 302
    for language in LANGUAGES:
        client.force_login(members.contact_point(language=language))
        page = client.get("/api/").content.decode()
        assert all(one.path in page for one in OPERATIONS)
    assert "Сұрауды қалай жіберу керек" in page


@pytest.fixture
def world(set_clock, settings, tmp_path):
    """One of everything that the API answers with, with as much in it as there can be."""
    settings.MEDIA_ROOT = tmp_path
    set_clock(notes.AT)
    consultation = notes.circulated()
    people = {code: members.contact_point(members.member_state(code)) for code in notes.STATES}
    kz, tr = people["KZ"], people["TR"]
    comments.draft(consultation, kz, operation=Operation.MODIFY, proposed_text="New", wordings={"kk": "Жаңа"})
    comments.draft(consultation, kz, block_key=None, remark="On the whole")
    responses.submit(consultation, position=Position.COMMENTS, by=kz, request_key=uuid.uuid4())
    comments.answer(consultation, tr)
    event = initiatives.proposed_event(consultation.revision.paper, kz)
    proposed_events.file(event, consultation, by=kz)
    made = initiatives.initiative(
        consultation.revision.paper, host=kz.member_state, co_hosts=["TR"], time_zone="Asia/Almaty",
        starts_at=notes.AT, date_from=notes.AT.date(),
    )  # fmt: skip
    after = set_clock("2022-06-20T12:00:00+06:00")
    consultations.close(consultation, at=after)
    comments.late_comment(consultation, people["RU"])
    officer = members.officer()
    comment = Comment.objects.filter(response__is_late=False).first()
    dispositions.record(consultation, [comment], kind="noted", reply="Noted", language="en", seen={},
                        by=officer, at=after)  # fmt: skip
    note = notes.note_of(consultation)
    values = {"plan": consultation.revision.paper.slug, "number": 0, "consultation": consultation.pk,
              "note": note.key, "initiative": made.block_key, "language": "all"}  # fmt: skip
    return values, {"officer": officer, "signatory": members.signatory()} | people


@pytest.mark.parametrize("role", ["officer", "KZ", "TR"])
def test_answers_are_as_described(world, role):
    values, people = world
    registry = Registry().with_resource(ROOT, Resource.from_contents(document(), DRAFT202012))
    asking = api.client(people[role])
    answered = 0
    for one in OPERATIONS:
        assert set(re.findall(r"{(\w+)}", one.path)) <= set(PARAMETERS)
        response = asking.get(one.path.format(**values))
        status = str(response.status_code)
        place = f"#/paths/{one.path.replace('~', '~0').replace('/', '~1')}/get/responses/{status}/content"
        media = one.media_type if status == "200" else "application/json"
        assert response.headers["Content-Type"].startswith(media), one.path
        if media != "application/json":
            continue
        schema = {"$ref": f"{ROOT}{place}/{media.replace('/', '~1')}/schema"}
        validator = Draft202012Validator(
            schema, registry=registry, format_checker=Draft202012Validator.FORMAT_CHECKER
        )
        assert [error.message for error in validator.iter_errors(response.json())] == [], one.path
        answered += status == "200"
        if one.is_list and role == "officer":
            assert response.json()["items"], one.path
    assert answered == len(OPERATIONS) - 1 if role == "officer" else answered >= 8
