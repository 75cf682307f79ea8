"""A response that came by note and is not entered: the outcome waits for it, and the board says so."""

import datetime as dt
import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils.translation import override

from comments.closed_refusals import GrantsRunning, ResponsesUnentered
from comments.models import OutcomeConfirmation
from comments.procedure import certificates, consultations, outcomes
from comments.writing.entered import confirming, entering, entries
from documents import registry
from members.models import AuditEntry
from notes.register import incoming_notes
from tests.factories import api, comments, notes, packages, plans
from tests.notes.conftest import media, officer, people, signatory
from tests.prints import text_of

__all__ = ["media", "officer", "people", "signatory"]

pytestmark = pytest.mark.django_db

NOTE = "Note No. 214 of 3 June 2022, registered as IN/1, in reply to note NCT/ICT/689"


@pytest.fixture
def consultation(people, set_clock):
    """Return a round that closed with no response in the portal."""
    set_clock(notes.AT)
    made = notes.circulated()
    made.addressees.update(reached_at=notes.AT)
    consultations.close(made, at=set_clock(packages.CLOSED))
    made.refresh_from_db()
    return made


@pytest.fixture
def incoming(consultation, people, officer):
    """Register the note by which TR answered in time."""
    return notes.received(
        "214",
        state=people["TR"].member_state,
        on=dt.date(2022, 6, 3),
        subject="Position on the plan",
        answers_to=notes.note_of(consultation),
        by=officer,
        at=packages.CLOSED,
    )


def confirm(consultation, by, reason=""):
    at = packages.CLOSED
    return outcomes.confirm(consultation, outcome=outcomes.current(consultation), reason=reason, by=by, at=at)


def begin(consultation, incoming, officer):
    """Begin to enter the note as a response in time."""
    at = packages.CLOSED
    made = entering.enter(
        consultation,
        incoming.member_state,
        channel="note",
        position="comments",
        received_at=dt.datetime(2022, 6, 3, 5, tzinfo=dt.UTC),
        register_number=incoming.register_number,
        source=incoming_notes.source(incoming),
        by=officer,
        at=at,
    )
    comments.entered_comment(made, by=officer, at=at, remark="From a note")
    return made


def enter(consultation, incoming, officer, signatory):
    """Enter the note as a response in time, and confirm it."""
    at = packages.CLOSED
    made = begin(consultation, incoming, officer)
    confirming.hand_over(made, by=officer, at=at)
    return confirming.confirm(made, shown=entries.digest(made), by=signatory, at=at)


def test_an_outcome_waits_for_a_note_that_is_not_entered(consultation, incoming, officer, signatory):
    with pytest.raises(ResponsesUnentered):
        confirm(consultation, signatory)
    assert not OutcomeConfirmation.objects.exists()

    enter(consultation, incoming, officer, signatory)
    assert confirm(consultation, signatory).reason == ""
    assert OutcomeConfirmation.objects.get().outcome == "comments"


def test_a_signatory_confirms_despite_the_note_for_a_reason_and_it_still_counts(
    consultation, incoming, officer, signatory
):
    assert confirm(consultation, signatory, "The note is a copy.").reason == "The note is a copy."
    entry = AuditEntry.objects.get(action="consultation.confirm")
    assert (entry.after["outcome"], entry.after["reason"]) == ("silence", "The note is a copy.")

    response = enter(consultation, incoming, officer, signatory)
    assert response.addendum.number == 1
    assert outcomes.current(consultation) == "comments" and not outcomes.is_confirmed(consultation)


def test_a_note_in_reply_to_something_else_holds_nothing(consultation, people, officer, signatory):
    notes.received(
        "215",
        state=people["TR"].member_state,
        on=dt.date(2022, 6, 3),
        subject="Another matter",
        by=officer,
        at=packages.CLOSED,
    )
    assert confirm(consultation, signatory).outcome == "silence"


def test_the_outcome_page_names_the_note_leads_to_it_and_asks_for_a_reason(
    consultation, incoming, client, signatory
):
    words = ("Responses received by note, not yet entered", NOTE, "Türkiye")
    notes.name_states()
    url = reverse("comments:consultation-outcome", args=[consultation.pk])
    page = client.signed_in(signatory).get(url).content.decode().replace("\u00a0", " ")
    assert [word for word in words if word not in page] == []
    assert reverse("notes:response-enter", args=[incoming.pk]) in page
    assert 'data-keep="outcome"' in page

    refused = client.post(url, {"outcome": "silence", "reason": ""})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["reason"])
    client.post(url, {"outcome": "silence", "reason": "The note is a copy."})
    assert OutcomeConfirmation.objects.get().reason == "The note is a copy."


def test_the_board_says_so_to_the_secretariat_alone(consultation, incoming, people, client, officer):
    coordinator = plans.coordinating(consultation.revision.paper, people["RU"].member_state, language="en")
    url = reverse("comments:consultation-board", args=[consultation.pk])
    said = "response received by note, not yet entered"
    page = client.signed_in(coordinator).get(url)
    assert page.status_code == 200 and said not in page.content.decode()

    page = client.signed_in(officer).get(url, {"standing": "all"}).content.decode()
    # In the picture of the State and in its row, with the way to the entry.
    assert page.count(said) == 2 and page.replace("\u00a0", " ").count(NOTE) == 1
    assert reverse("notes:response-enter", args=[incoming.pk]) in page


def test_the_board_leads_to_a_response_that_is_entered_and_not_confirmed(
    consultation, incoming, people, client, officer, signatory
):
    being_entered = "response from outside the portal, being entered"
    awaiting = "response from outside the portal, awaiting confirmation"
    client.force_login(officer)
    url = reverse("comments:consultation-board", args=[consultation.pk])
    made = begin(consultation, incoming, officer)
    for word in (being_entered, awaiting):
        page = client.get(url, {"standing": "all"}).content.decode()
        row = page.partition('<tr id="state-TR">')[2].partition("</tr>")[0]
        assert page.count(word) == 2 and word in row
        assert reverse("comments:entered-detail", args=[made.pk]) in row and "nothing received" not in row
        if word == being_entered:
            confirming.hand_over(made, by=officer, at=packages.CLOSED)

    confirming.confirm(made, shown=entries.digest(made), by=signatory, at=packages.CLOSED)
    assert awaiting not in client.get(url).content.decode()


def test_the_command_and_the_interface_count_the_note(consultation, incoming, people, client, officer):
    out = StringIO()
    call_command("ledger", "NCT/ICT/689", "--json", stdout=out)
    printed = {row["code"]: row["unentered"] for row in json.loads(out.getvalue())["member_states"]}
    assert printed == {"KZ": 0, "RU": 0, "TR": 1}

    coordinator = plans.coordinating(consultation.revision.paper, people["RU"].member_state)
    url = reverse("api:consultation-ledger", args=[consultation.pk])
    for reader, expected in ((officer, [0, 0, 1]), (coordinator, [None, None, None])):
        answer = client.get(url, HTTP_AUTHORIZATION=f"Bearer {api.key(reader)}").json()
        assert [row["notes_not_entered"] for row in answer["items"]] == expected


def test_the_reason_for_an_open_time_is_another_sentence(consultation, incoming, people, signatory):
    comments.time_request(consultation, people["KZ"], at=packages.CLOSED)
    with pytest.raises(GrantsRunning) as refusal:
        confirm(consultation, signatory)
    assert not isinstance(refusal.value, ResponsesUnentered)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "A note of this State in reply has been registered"),
        ("ru", "Зарегистрирована ответная нота этого государства"),
        ("kk", "Бұл мемлекеттің жауап нотасы тіркелген"),
    ],
)
def test_certificate_says_that_a_note_is_not_entered_until_it_is(
    consultation, incoming, officer, signatory, language, said
):
    def made():
        with override(language):
            return certificates.content(consultation, language, at=packages.CLOSED)

    before = certificates.source(consultation, at=packages.CLOSED)
    rows = {row.state: row.remarks for row in made().rows if row.remarks}
    assert list(rows) == [getattr(incoming.member_state, f"name_{language}")]
    assert all(text.startswith(said) for (text,) in rows.values())
    text = text_of(registry.rendered(certificates.request(consultation, language, at=packages.CLOSED)))
    assert said in " ".join(text.split())
    enter(consultation, incoming, officer, signatory)
    assert not any(row.remarks for row in made().rows)
    assert certificates.source(consultation, at=packages.CLOSED) != before
