"""A note of a State that is no response of its own, beside the response that the State submitted itself."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from cica_portal.errors import NotAllowed
from cica_portal.spaces import ordinary
from comments.enums import EnteredStatus
from comments.models import EnteredResponse
from comments.procedure import certificates, outcomes
from comments.refusals import NewerResponse
from comments.writing.entered import confirming
from documents import registry
from members.models import AuditEntry, MemberState
from notes.models import SetAside
from notes.packages import positions
from notes.register import incoming_notes, setting_aside
from plans import open_points
from plans.models import ConceptPaper
from tests.clients import PortalClient
from tests.factories import comments, notes, packages
from tests.notes.conftest import media, officer, people, signatory
from tests.prints import text_of
from tests.refusing import refused

__all__ = ["media", "officer", "people", "signatory"]

pytestmark = pytest.mark.django_db

CAME = notes.AT + dt.timedelta(hours=3)  # before the State submitted
WHY = "It announced the comments submitted in the portal."


@pytest.fixture
def consultation(people, set_clock):
    """Return a closed round in which KZ commented in the portal, and TR had no objection."""
    return packages.commented(people, set_clock)


@pytest.fixture
def older(consultation, people, officer):
    """Register, after KZ submitted, the note that came before."""
    return register(consultation, people["KZ"].member_state, officer, packages.CLOSED)


def register(consultation, state, officer, at):
    day = CAME.date()
    return notes.received(
        "12/34",
        state=state,
        on=day,
        subject="Position on the plan",
        answers_to=notes.note_of(consultation),
        by=officer,
        at=at,
    )


def begin(incoming, officer, at):
    given = {"channel": "note", "position": "no_objection", "received_at": CAME}
    return incoming_notes.begin_response(incoming, **given, by=officer, at=at)


def kinds(at):
    found = open_points.of(ConceptPaper.objects.all(), at)
    return {point.kind for point in found} & {
        "incoming_unanswered",
        "entered_unfinished",
        "entered_unconfirmed",
    }


def page_of(user, name, *args):
    client = PortalClient().signed_in(user)
    client.cookies["language"] = "en"
    return ordinary(client.get(reverse(name, args=args)).content.decode())


def test_older_note_is_set_aside_and_the_outcome_waits_no_longer(
    consultation, older, officer, signatory, people
):
    at = packages.CLOSED
    with pytest.raises(NewerResponse):
        begin(older, officer, at)
    assert kinds(at) == {"incoming_unanswered"}
    source = positions.source([consultation], at=at)

    setting_aside.set_aside(older, reason=WHY, by=officer, at=at)

    assert kinds(at) == set()
    made = outcomes.confirm(
        consultation, outcome=outcomes.current(consultation), reason="", by=signatory, at=at
    )
    assert made.reason == ""
    certified = certificates.content(consultation, "en", at=at)
    assert not any(row.remarks for row in certified.rows)
    entry = AuditEntry.objects.get(action="incoming_note.set_aside")
    assert (entry.after["reason"], entry.member_state) == (WHY, people["KZ"].member_state)
    (note,) = positions.received(consultation)
    assert note.why_set_aside == WHY
    assert positions.source([consultation], at=at) != source
    with refused("notes.is_set_aside"):
        begin(older, officer, at)
    with refused("notes.is_set_aside"):
        setting_aside.set_aside(older, reason=WHY, by=officer, at=at)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Note No. 12/34 of 26 May 2022, registered as IN/1, in reply to note NCT/ICT/689"),
        ("ru", "Нота № 12/34 от 26 мая 2022 г., номер в реестре IN/1, в ответ на ноту № NCT/ICT/689"),
        ("kk", "№ 12/34 нота, тізілімдегі нөмірі IN/1, № NCT/ICT/689 нотаға жауап"),
    ],
)
def test_certified_record_names_a_note_that_was_set_aside(consultation, older, officer, language, said):
    at = packages.CLOSED
    before = certificates.source(consultation, at=at)
    setting_aside.set_aside(older, reason=WHY, by=officer, at=at)
    assert certificates.source(consultation, at=at) != before
    made = registry.rendered(certificates.request(consultation, language, at=at))
    shown = " ".join(ordinary(text_of(made)).split())
    with translation.override(language):
        heading = gettext("Notes that are no responses of their own")
    listed = shown.partition(heading)[2]
    assert said in listed and WHY in listed
    assert getattr(MemberState.objects.get(code="KZ"), f"full_name_{language}") in listed


def test_note_of_a_state_without_another_response_is_not_set_aside(consultation, people, officer):
    incoming = register(consultation, people["RU"].member_state, officer, packages.CLOSED)
    with refused("notes.no_other_response"):
        setting_aside.set_aside(incoming, reason=WHY, by=officer, at=packages.CLOSED)
    with pytest.raises(NotAllowed):
        setting_aside.set_aside(incoming, reason=WHY, by=people["RU"], at=packages.CLOSED)
    assert not SetAside.objects.exists()


def test_page_sets_a_note_aside_with_its_reason(consultation, older, officer, client):
    url = reverse("notes:incoming-set-aside", args=[older.pk])
    assert url in page_of(officer, "notes:response-enter", older.pk)
    assert client.signed_in(officer).post(url, {"reason": " "}).status_code == 422
    assert not SetAside.objects.exists()

    assert client.post(url, {"reason": WHY}).url == reverse("notes:incoming-list")

    listed = page_of(officer, "notes:incoming-list")
    assert f"no response of its own: {WHY}" in listed
    assert reverse("notes:response-enter", args=[older.pk]) not in listed


@pytest.mark.parametrize("is_handed_over", [False, True])
def test_entry_that_the_state_overtook_is_led_out_of(people, set_clock, officer, signatory, is_handed_over):
    set_clock(notes.AT)
    consultation = notes.circulated()
    at = CAME + dt.timedelta(hours=1)
    set_clock(at)
    incoming = register(consultation, people["KZ"].member_state, officer, at)
    entered = begin(incoming, officer, at)
    if is_handed_over:
        confirming.hand_over(entered, by=officer, at=at)
    later = at + dt.timedelta(hours=1)
    set_clock(later)
    comments.answer(consultation, people["KZ"])
    reader = signatory if is_handed_over else officer

    page = page_of(reader, "comments:entered-detail", entered.pk)

    assert "has submitted a later response" in page and "Once confirmed, this response replaces" not in page
    assert reverse("notes:incoming-set-aside", args=[incoming.pk]) in page
    for act in ("confirm", "hand-over"):
        assert reverse(f"comments:entered-{act}", args=[entered.pk]) not in page

    setting_aside.set_aside(incoming, reason=WHY, by=reader, at=later)

    assert EnteredResponse.objects.get().status == EnteredStatus.DISCARDED
    assert kinds(later) == set()


@pytest.mark.both_databases
def test_reason_is_kept_for_good(consultation, older, officer):
    made = setting_aside.set_aside(older, reason=WHY, by=officer, at=packages.CLOSED)
    with pytest.raises(DatabaseError), transaction.atomic():
        SetAside.objects.filter(pk=made.pk).update(reason="")
