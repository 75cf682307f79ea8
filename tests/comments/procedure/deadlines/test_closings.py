"""A deadline whose last minutes the portal was not there for is closed by a person (rule 43)."""

import datetime as dt
import json
import uuid

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from lxml.html import fromstring

from cica_portal.errors import NotAllowed
from cica_portal.operation import outages
from cica_portal.spaces import ordinary
from comments import refusals
from comments.enums import ConsultationStatus, Outcome, Position, Standing, Visibility
from comments.models import Consultation, HeldClosing, LedgerEntry, Response
from comments.procedure import away, consultations, outcomes
from comments.procedure.deadlines import grants
from comments.procedure.replies import ledger
from comments.reading import filed
from comments.writing import receipts, responses
from comments.writing.entered import confirming, entering, entries
from dashboard import sweeps
from members.accounts import served
from members.enums import PresenceSource
from members.installation import presence
from members.models import AuditEntry, PresenceSpan
from plans.life import papers
from tests.factories import comments, members, plans
from tests.refusing import refused

CLOSES_AT = comments.CLOSES_AT
AFTER = CLOSES_AT + dt.timedelta(hours=1)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def written(settings, tmp_path):
    settings.HOLDS_CLOSINGS = True
    settings.AUDIT_HEAD_FILE = str(tmp_path / "audit-head.log")


def there(since, until, source=PresenceSource.WEB):
    PresenceSpan.objects.create(source=source, began_at=since, last_at=until)


@pytest.fixture
def outage(consultation, set_clock):
    """The portal was away from ten minutes before the deadline until half an hour after it."""
    there(CLOSES_AT - dt.timedelta(days=2), CLOSES_AT - 10 * MINUTE)
    there(CLOSES_AT + 30 * MINUTE, AFTER)
    set_clock(AFTER)
    return consultation


def tried(person, at, path="/consultations/1/answer/"):
    line = {"at": at.isoformat(), "method": "POST", "path": path, "mark": served.mark(person)}
    with outages.file().open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")


def test_a_closing_waits_where_the_portal_was_away_before_the_deadline(outage):
    assert list(sweeps.close_consultations(AFTER)) == []
    outage.refresh_from_db()
    assert (outage.status, LedgerEntry.objects.count()) == (ConsultationStatus.OPEN, 0)
    held = HeldClosing.objects.get()
    assert (held.away_since, held.away_until) == (CLOSES_AT - 10 * MINUTE, CLOSES_AT + 30 * MINUTE)
    assert AuditEntry.objects.get(action="closing.hold").after["away_since"] == "2022-06-06T17:50:00Z"
    assert list(sweeps.close_consultations(AFTER)) == []
    assert HeldClosing.objects.count() == 1


def test_a_closing_of_a_plan_that_was_withdrawn_waits_for_nobody(outage, client):
    list(sweeps.close_consultations(AFTER))
    assert HeldClosing.objects.waiting().exists() and away.undecided().exists()
    board = reverse("comments:consultation-board", args=[outage.pk])
    waits = "waits for the decision of an authorized signatory"
    assert waits in ordinary(client.signed_in(members.officer(language="en")).get(board).content.decode())
    papers.withdraw(outage.revision.paper, reason="Why", by=members.signatory(), at=AFTER)
    assert not HeldClosing.objects.waiting().exists() and not away.undecided().exists()
    assert waits not in ordinary(client.get(board).content.decode())
    list(sweeps.close_consultations(AFTER))
    outage.refresh_from_db()
    assert outage.status == ConsultationStatus.WITHDRAWN
    assert not HeldClosing.objects.waiting().exists() and HeldClosing.objects.get().decision == ""


@pytest.mark.parametrize(
    "spans",
    [
        [],  # nothing was ever written down
        [(-600, 60)],
        [(-600, -32), (-28, 60)],  # three minutes and more, but with nothing of them in the last thirty
        [(-600, -10), (-8, 60)],  # a pause
        [(-600, 1), (40, 60)],  # away after the deadline alone
    ],
    ids=["unknown", "there", "a pause", "a short pause", "later"],
)
def test_a_closing_needs_nobody_where_the_portal_was_there(consultation, set_clock, spans):
    for since, until in spans:
        there(CLOSES_AT + since * MINUTE, CLOSES_AT + until * MINUTE)
    set_clock(AFTER)
    if spans == [(-600, -32), (-28, 60)]:
        assert consultations.close(consultation, at=AFTER) is False
    else:
        assert consultations.close(consultation, at=AFTER) is True


def test_the_word_of_web_processes_counts_where_they_are_asked_and_that_of_sweeps_where_not(
    consultation, set_clock
):
    there(CLOSES_AT - 600 * MINUTE, AFTER, PresenceSource.SWEEP)
    set_clock(AFTER)
    assert presence.absences(CLOSES_AT - 30 * MINUTE, CLOSES_AT) == []
    there(CLOSES_AT - 600 * MINUTE, CLOSES_AT - 20 * MINUTE)
    assert presence.absences(CLOSES_AT - 30 * MINUTE, CLOSES_AT) == [
        presence.Absence(CLOSES_AT - 20 * MINUTE, None)
    ]
    assert consultations.close(consultation, at=AFTER) is False
    there(AFTER - MINUTE, AFTER)
    assert consultations.close(consultation, at=AFTER) is False
    assert HeldClosing.objects.get().away_until == AFTER - MINUTE


def test_a_web_process_that_is_asked_now_and_then_tells_of_no_absence(consultation, set_clock):
    there(CLOSES_AT - 600 * MINUTE, AFTER, PresenceSource.SWEEP)
    for minutes in range(-60, 60, 5):
        there(CLOSES_AT + minutes * MINUTE, CLOSES_AT + minutes * MINUTE)
    set_clock(AFTER)
    assert presence.absences(CLOSES_AT - 30 * MINUTE, CLOSES_AT) == []
    assert consultations.close(consultation, at=AFTER) is True


def test_an_attempt_that_was_noted_in_the_last_minutes_holds_the_closing(consultation, contact, set_clock):
    there(CLOSES_AT - 600 * MINUTE, AFTER)
    tried(contact, CLOSES_AT - 2 * MINUTE)
    assert consultations.close(consultation, at=set_clock(AFTER)) is False


def test_what_is_seen_is_one_span_until_a_pause_is_worth_a_word(db, set_clock):
    for minute in (0, 1, 3, 10, 11):
        set_clock(AFTER + minute * MINUTE)
        presence.seen_by_web()
    assert [round((one.last_at - one.began_at) / MINUTE) for one in PresenceSpan.objects.all()] == [3, 1]


def test_a_process_that_is_asked_whether_it_is_ready_writes_down_that_it_is_there(client, db):
    assert client.get("/readyz").status_code == 200
    assert PresenceSpan.objects.get().source == PresenceSource.WEB


def test_a_signatory_closes_as_of_the_deadline(outage, signatory, contact):
    comments.draft(outage, by=contact)
    consultations.close(outage, at=AFTER)
    for person, reason, refusal in (
        (members.officer(), "Nobody tried.", NotAllowed),
        (signatory, " ", "comments.closing_reason_needed"),
    ):
        with refused(refusal):
            consultations.close_as_of_deadline(outage, reason=reason, by=person, at=AFTER)
    consultations.close_as_of_deadline(outage, reason="Nobody tried.", by=signatory, at=AFTER)
    assert outage.status == ConsultationStatus.CLOSED
    assert set(outage.ledger.values_list("standing", flat=True)) <= {Standing.SILENT, Standing.NOT_REACHED}
    assert AuditEntry.objects.get(action="closing.decide").after["decision"] == "close"
    with refused("comments.closing_not_held"):
        consultations.close_as_of_deadline(outage, reason="Again.", by=signatory, at=AFTER)


@pytest.mark.parametrize("decision", ["close", "extend"])
def test_nobody_reads_what_others_filed_while_the_deadline_may_still_be_extended(
    consultation, contact, other, signatory, set_clock, client, decision
):
    Consultation.objects.update(visibility=Visibility.AFTER_CLOSING)
    comments.answer(consultation, contact, Position.COMMENTS)
    coordinator = plans.coordinating(consultation.revision.paper)
    there(CLOSES_AT - dt.timedelta(days=2), CLOSES_AT - 10 * MINUTE)
    there(CLOSES_AT + 30 * MINUTE, AFTER)
    consultations.close(consultation, at=set_clock(AFTER))

    def readers():
        found = []
        for person in (other, coordinator):
            url = reverse("comments:consultation-compilation", args=[consultation.pk])
            client.force_login(person)
            found.append((Response.objects.visible_to(person, AFTER).count(), client.get(url).status_code))
        return found

    assert readers() == [(0, 404), (0, 404)]
    if decision == "close":
        consultations.close_as_of_deadline(consultation, reason="Nobody tried.", by=signatory, at=AFTER)
        assert readers() == [(1, 200), (1, 200)]
    else:
        extended = dt.date(2022, 6, 9)
        consultations.extend(consultation, extended, reason="An outage", by=signatory, at=AFTER)
        assert readers() == [(0, 404), (0, 404)]


def test_a_signatory_extends_for_all_instead(outage, signatory, contact, set_clock):
    consultations.close(outage, at=AFTER)
    with refused("comments.not_later"):
        consultations.extend(outage, dt.date(2022, 6, 6), reason="Outage", by=signatory, at=AFTER)
    consultations.extend(outage, dt.date(2022, 6, 8), reason="Outage", by=signatory, at=AFTER)
    outage.refresh_from_db()
    assert outage.is_open(AFTER)
    decided = HeldClosing.objects.get()
    assert (decided.decision, decided.decided_by, decided.reason) == ("extend", signatory, "Outage")
    comments.draft(outage, by=contact)
    assert not comments.answer(outage, contact, Position.COMMENTS).is_late


def test_what_came_while_the_closing_waited_counts_once_the_deadline_is_extended(outage, signatory, contact):
    consultations.close(outage, at=AFTER)
    comments.draft(outage, by=contact, remark="Said at once")
    with pytest.raises(refusals.ConsultationClosed):
        comments.answer(outage, contact, Position.COMMENTS)
    late = outage.responses.get()
    assert (late.is_late, responses.file_again(outage, at=AFTER)) == (True, [])

    consultations.extend(outage, dt.date(2022, 6, 8), reason="Outage", by=signatory, at=AFTER)
    (counts,) = responses.file_again(outage, at=AFTER)

    assert (counts.is_late, counts.version, counts.received_at) == (False, 2, late.received_at)
    assert [one.remark for one in counts.comments.all()] == ["Said at once"]
    receipt = counts.receipt
    assert receipts.is_genuine(receipt.number, receipt.sha256)
    assert receipts.is_genuine(late.receipt.number, late.receipt.sha256)
    assert responses.in_force(outage, contact.member_state_id) == counts
    assert responses.file_again(outage, at=AFTER) == []
    # Said once: among the comments in time, and no longer among the late ones.
    every = filed.for_reading(outage)
    assert [one.response for one in every] == [counts]
    rows = {row.member_state.code: row for row in ledger.rows(outage, at=AFTER)}
    assert (rows["KZ"].response, rows["KZ"].late) == (counts, None)


def test_of_what_came_while_the_closing_waited_the_last_to_come_counts(outage, signatory, officer, contact):
    consultations.close(outage, at=AFTER)
    comments.draft(outage, by=contact, remark="Said at once")
    with pytest.raises(refusals.ConsultationClosed):
        comments.answer(outage, contact, Position.COMMENTS)
    note = entering.enter(
        outage,
        contact.member_state,
        channel="note",
        position=Position.NO_OBJECTION,
        received_at=CLOSES_AT - dt.timedelta(hours=1),
        register_number="IN/1",
        source={"number": "5", "dated_on": "2022-06-06"},
        by=officer,
        at=AFTER,
    )
    confirming.hand_over(note, by=officer, at=AFTER)
    confirming.confirm(note, shown=entries.digest(note), by=signatory, at=AFTER)

    consultations.extend(outage, dt.date(2022, 6, 8), reason="Outage", by=signatory, at=AFTER)
    (counts,) = responses.file_again(outage, at=AFTER)

    assert (counts.position, counts.version, counts.is_late) == (Position.COMMENTS, 3, False)
    assert [one.remark for one in counts.comments.all()] == ["Said at once"]


def test_without_an_outage_a_deadline_that_passed_is_not_extended(consultation, signatory, set_clock):
    set_clock(AFTER)
    with pytest.raises(refusals.ConsultationClosed):
        consultations.extend(consultation, dt.date(2022, 6, 8), reason="Late", by=signatory, at=AFTER)


def test_a_response_in_additional_time_is_added_when_the_closing_is_decided(
    outage, signatory, contact, set_clock
):
    until = AFTER + dt.timedelta(days=1)
    consultations.close(outage, at=AFTER)
    grants.give(outage, contact.member_state, until=until, reason="Why", by=signatory, at=AFTER)
    later = set_clock(AFTER + 5 * MINUTE)
    comments.draft(outage, by=contact)
    filed = comments.answer(outage, contact, Position.COMMENTS)
    assert filed.grant is not None
    consultations.close_as_of_deadline(outage, reason="Nobody else tried.", by=signatory, at=later)
    assert list(outage.addenda.values_list("response", flat=True)) == [filed.pk]


def test_a_response_in_additional_time_that_an_extension_covers_is_replaced_like_any_other(
    outage, signatory, contact, set_clock
):
    until = AFTER + dt.timedelta(days=1)
    consultations.close(outage, at=AFTER)
    grants.give(outage, contact.member_state, until=until, reason="Why", by=signatory, at=AFTER)
    later = set_clock(AFTER + 5 * MINUTE)
    comments.draft(outage, by=contact)
    comments.answer(outage, contact, Position.COMMENTS)
    consultations.extend(outage, dt.date(2022, 6, 8), reason="Outage", by=signatory, at=later)
    (counts,) = responses.file_again(outage, at=later)
    assert (counts.is_late, counts.grant, counts.position) == (False, None, Position.COMMENTS)

    comments.answer(outage, contact, Position.NO_OBJECTION)
    outage.refresh_from_db()
    there(later, outage.closes_at + MINUTE)
    consultations.close(outage, at=set_clock(outage.closes_at + MINUTE))

    rows = {row.member_state.code: row for row in ledger.rows(outage, at=outage.closes_at + MINUTE)}
    assert (rows["KZ"].standing, rows["KZ"].granted) == (Standing.NO_OBJECTION, None)
    assert (outcomes.current(outage), outage.addenda.count()) == (Outcome.SILENCE, 0)


def test_a_decision_is_never_changed(outage, signatory):
    consultations.close(outage, at=AFTER)
    consultations.close_as_of_deadline(outage, reason="Nobody tried.", by=signatory, at=AFTER)
    for act in (
        lambda rows: rows.update(reason="Another"),
        lambda rows: rows.update(closes_at=AFTER),
        lambda rows: rows.delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act(HeldClosing.objects.all())


def test_the_board_and_its_page_say_when_and_who(outage, client, signatory, contact):
    tried(contact, CLOSES_AT - 5 * MINUTE)
    tried(contact, CLOSES_AT + 5 * MINUTE)
    # What the State was writing is its own (rule 4).
    for own in ("/consultations/1/comment/", "/comments/6a7d5c1e-0000-4000-8000-000000000000/", "/nowhere/"):
        tried(contact, CLOSES_AT + 6 * MINUTE, own)
    consultations.close(outage, at=AFTER)
    board = client.signed_in(signatory).page("comments:consultation-board", outage.pk)
    page = client.page("comments:consultation-closing", outage.pk)
    assert "The closing waits for your decision" in ordinary(board)
    for sentence in ("Close as of the deadline", "The portal was not available", contact.member_state.name):
        assert sentence in ordinary(page)
    assert away.who_tried(HeldClosing.objects.get())[0].times == 2


def test_the_coordinator_reads_nothing_of_who_tried_and_not_that_nobody_did(outage, client, officer, contact):
    coordinator = plans.coordinating(outage.revision.paper)
    tried(contact, CLOSES_AT - 5 * MINUTE)
    consultations.close(outage, at=AFTER)
    shown = {}
    for reader in (coordinator, officer):
        shown[reader] = client.signed_in(reader).page("comments:consultation-board", outage.pk)
    words = ("The portal was not available", "No attempt by a Member State", "that tried to send something")
    assert [word in shown[coordinator] for word in words] == [True, False, False]
    assert [word in shown[officer] for word in words] == [True, False, True]


def test_a_delegation_reads_that_the_deadline_may_yet_be_extended(outage, client, signatory, contact):
    said = "If it does, what you submit now counts."
    draft = comments.draft(outage, contact)
    client.force_login(contact)
    addresses = [
        reverse(f"comments:{name}", args=[outage.pk])
        for name in ("consultation-detail", "response-submit", "response-no-objection")
    ]
    addresses.append(reverse("comments:draft-edit", args=[draft.pk]))

    def told():
        pages = [client.get(url).content.decode() for url in addresses]
        sent = {"request_key": str(uuid.uuid4()), "despite_drafts": "on"}
        pages.append(client.post(addresses[2], sent | {"served_to": served.mark(contact)}).content.decode())
        return [said in ordinary(page) for page in pages]

    assert told() == [False] * 5
    consultations.close(outage, at=AFTER)
    assert told() == [True] * 5
    consultations.close_as_of_deadline(outage, reason="Nobody tried.", by=signatory, at=AFTER)
    assert told() == [False] * 5


def test_a_waiting_closing_stands_above_what_waits_longer(outage, client, signatory):
    earlier = comments.consultation(states=("UZ",))
    comments.move_deadline(earlier, CLOSES_AT - dt.timedelta(days=1))
    consultations.close(earlier, at=CLOSES_AT - dt.timedelta(hours=12))
    consultations.close(outage, at=AFTER)
    start = client.signed_in(signatory).get("/").content.decode().replace("\u00a0", " ")
    acts = ("Decide on the closing of 1 consultation", "Confirm the outcome of 1 consultation")
    assert [start.count(act) > 0 for act in acts] == [True, True]
    assert start.index(acts[0]) < start.index(acts[1])


def test_the_coordinators_list_leads_to_a_page_that_is_there_while_a_closing_waits(outage, client, signatory):
    coordinator = plans.coordinating(outage.revision.paper)
    consultations.close(outage, at=AFTER)
    client.force_login(coordinator)

    def led_to():
        page = fromstring(client.get(reverse("comments:consultation-list")).content)
        [way] = page.xpath("//th[@scope='row']/a/@href")
        return way

    assert (client.get(led_to()).status_code, "board" in led_to()) == (200, True)
    consultations.close_as_of_deadline(outage, reason="Nobody tried.", by=signatory, at=AFTER)
    assert (client.get(led_to()).status_code, "compilation" in led_to()) == (200, True)
