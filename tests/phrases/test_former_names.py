"""An ended consultation, its notes and files name the States as of their day; current pages as of today."""

import datetime as dt

import pytest
from django.urls import reverse

from cica_portal import state_names
from comments.models import Consultation
from comments.procedure import consultations
from comments.procedure.replies import ledger
from comments.reading import filed
from documents import registry, subjects
from documents.enums import DocumentKind
from documents.models import Document
from members.models import MemberState
from tests.factories import comments, members, notes
from tests.phrases.test_house import NEW_STATE

pytestmark = pytest.mark.django_db

FORMER = {"en": "Georgia", "ru": "Грузия", "kk": "Грузия"}
PRESENT = {"en": "Sakartvelo", "ru": "Сакартвело", "kk": "Сакартвело"}
RENAMED = {f"name_{code}": text for code, text in PRESENT.items()} | {"en-short": "Sakartvelo"}


@pytest.fixture
def closed(change) -> Consultation:
    """Return a consultation that closed before one of its States, which commented, took another name."""
    change("state-new", **NEW_STATE | {"joined_on": "2020-01-01", "from": "2020-01-01"})
    made = comments.consultation(states=("TR",))
    state = MemberState.objects.get(code="GE")
    assert made.addressees.filter(member_state=state).exists()
    comments.late_comment(made, members.contact_point(state))
    consultations.close(made, at=made.closes_at + consultations.TIME_TO_WRITE)
    made.refresh_from_db()
    day = made.closed_at.date() + dt.timedelta(days=10)
    change("state-GE", at=notes.AT + dt.timedelta(days=900), **RENAMED | {"from": day.isoformat()})
    assert MemberState.objects.get(code="GE").name_en == "Sakartvelo"
    return made


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_pages_of_an_ended_consultation_have_the_former_name_and_current_pages_the_present(
    client, closed, language
):
    client.force_login(members.officer(language=language))
    names = FORMER[language], PRESENT[language]

    def named(url: str) -> list[bool]:
        page = client.get(url).content.decode()
        return [name in page for name in names]

    assert named(reverse("comments:consultation-detail", args=[closed.pk])) == [True, False]
    assert named(reverse("comments:consultation-compilation", args=[closed.pk])) == [True, False]
    assert named(reverse("members:state-list")) == [False, True]


def test_an_open_consultation_has_the_present_name(closed):
    running = comments.consultation(states=("TR",))
    with state_names.at_present():
        state_names.as_of(running)
        rows = ledger.rows(running, at=running.opens_at)
    assert [row.member_state.name_en for row in rows if row.member_state.code == "GE"] == ["Sakartvelo"]


def test_record_and_compilation_have_the_former_name(closed):
    with state_names.at_present():
        state_names.as_of(closed)
        rows = ledger.rows(closed, at=closed.closed_at)
        found = filed.read_all(closed)
    assert {row.member_state.name_ru for row in rows if row.member_state.code == "GE"} == {"Грузия"}
    assert {line.state_names["en"] for line in found} == {"Georgia"}
    assert {row.member_state.name_ru for row in ledger.rows(closed, at=closed.closed_at)} >= {"Сакартвело"}


def test_what_is_rendered_about_a_consultation_has_the_names_of_its_day(closed, monkeypatch):
    seen = []

    def renderer(document: Document) -> registry.Rendered:
        subjects.find(document, "consultation", Consultation)
        seen.append(MemberState.objects.get(code="GE").form("en", "short"))
        return registry.Rendered(b"")

    registry._discover()
    monkeypatch.setitem(registry._renderers, DocumentKind.LEDGER, renderer)
    registry.rendered(Document(kind=DocumentKind.LEDGER, language="en", subject={"consultation": closed.pk}))
    assert seen == ["Georgia"]
    assert MemberState.objects.get(code="GE").form("en", "short") == "Sakartvelo"


def test_a_state_with_the_names_of_another_day_is_never_written(closed):
    with state_names.at_present():
        state_names.as_of(closed)
        state = MemberState.objects.get(code="GE")
        with pytest.raises(ValueError, match="other names than its own"):
            state.save()
