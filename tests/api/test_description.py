"""The description is good OpenAPI, says what the addresses are, and real answers are as it says."""

import json
import uuid

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from api.urls import api as api_of_portal
from comments.answering import dispositions
from comments.enums import Operation, Position, Stance
from comments.models import Comment
from comments.procedure import consultations
from comments.writing import proposed_events, responses
from tests.factories import api, comments, initiatives, members, notes

pytestmark = pytest.mark.django_db
ROOT = "urn:description"


def document():
    return json.loads(json.dumps(api_of_portal.get_openapi_schema()))


def test_description_is_openapi_and_says_all_in_english():
    OpenAPIV31SpecValidator(document()).validate()
    assert all(told["get"]["summary"].isascii() for told in document()["paths"].values())


def test_document_and_page_are_served(client):
    served = client.get("/api/v1/openapi.json").json()
    assert served["openapi"] == "3.1.0" and served["servers"] == [{"url": "http://testserver"}]
    assert client.get("/api/").status_code == 302
    page = client.signed_in(members.contact_point(language="kk")).get("/api/").content.decode()
    assert all(path in page for path in served["paths"]) and "Сұрауды қалай жіберу керек" in page


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
    responses.submit(
        consultation, position=Position.COMMENTS, by=kz, request_key=uuid.uuid4(),
        stance=Stance.WITH_COMMENTS,
    )  # fmt: skip
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
    keys = {"notes": note.key, "initiatives": made.block_key}
    values = {"slug": consultation.revision.paper.slug, "number": 0, "pk": consultation.pk, "language": "all"}
    return (keys, values), {"officer": officer, "signatory": members.signatory()} | people


@pytest.mark.parametrize("role", ["officer", "KZ", "TR"])
def test_answers_are_as_described(world, role):
    (keys, values), people = world
    registry = Registry().with_resource(ROOT, Resource.from_contents(document(), DRAFT202012))
    asking = api.client(people[role])
    answered = 0
    for path, told in document()["paths"].items():
        response = asking.get(path.format(**values, key=keys.get(path.split("/")[3])))
        assert response.status_code in {200, 403, 404}, path
        if response.status_code != 200:
            continue
        answered += 1
        content = told["get"]["responses"]["200"].get("content")
        if content is None:
            assert response.headers["Content-Type"].startswith("application/akn+xml")
            continue
        place = f"/paths/{path.replace('/', '~1')}/get/responses/200/content/application~1json/schema"
        validator = Draft202012Validator(
            {"$ref": f"{ROOT}#{place}"},
            registry=registry,
            format_checker=Draft202012Validator.FORMAT_CHECKER,
        )
        assert [error.message for error in validator.iter_errors(response.json())] == [], path
        assert role != "officer" or response.json().get("items", True), path
    assert answered == len(document()["paths"]) if role == "officer" else answered >= 8
