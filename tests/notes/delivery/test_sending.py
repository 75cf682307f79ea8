import datetime as dt
import smtplib
from email.utils import format_datetime
from functools import partial
from itertools import pairwise

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.core.mail.backends.locmem import EmailBackend

from cica_portal import clock
from cica_portal.database import claims
from cica_portal.operation import message_ids
from comments.models import Addressee
from comments.procedure.replies import ledger
from dashboard import sweeps
from documents.models import Document
from members import audit
from members.enums import Role
from members.mailing import sender
from members.mailing.overdue import OVERDUE
from members.models import AuditEntry, MemberState, StateAddress, User, today
from notes.acts import free_notes, issuing
from notes.acts.reminding import reminder_sending
from notes.delivery import attempts, letters, outbox, reachability, sending
from notes.enums import DispatchStatus
from notes.models import Dispatch, ReminderStep
from plans.life import papers
from plans.models import ConceptPaper
from tests.factories import comments, members, notes
from tests.refusing import refused
from tests.threads import at_once

pytestmark = pytest.mark.django_db

LATER = notes.AT + dt.timedelta(minutes=1)
REMINDER_AT = dt.datetime(2022, 5, 30, 3, tzinfo=dt.UTC)


class Mail(EmailBackend):
    """A mail server that refuses or breaks on request."""

    refuse_connection: Exception | None = None
    fail: Exception | None = None

    def open(self):
        if Mail.refuse_connection:
            raise Mail.refuse_connection

    def send_messages(self, messages):
        if Mail.fail:
            raise Mail.fail
        return super().send_messages(messages)


@pytest.fixture
def server(settings, monkeypatch):
    settings.EMAIL_BACKEND = f"{__name__}.Mail"
    monkeypatch.setattr(Mail, "refuse_connection", None)
    monkeypatch.setattr(Mail, "fail", None)
    return Mail


@pytest.fixture
def consultation(people):
    made = notes.circulated()
    notes.store_all()
    return made


def statuses():
    return list(Dispatch.objects.order_by("address").values_list("status", flat=True))


def test_note_goes_to_contact_points_and_deputies_with_an_address(people):
    kazakhstan = people["KZ"].member_state
    members.user(Role.DEPUTY, kazakhstan, email="deputy@example.org", language="")
    members.drafter(kazakhstan)
    members.user(Role.READER, kazakhstan)
    members.contact_point(kazakhstan, email="")
    members.contact_point(kazakhstan, email="gone@example.org", is_active=False)
    members.contact_point(kazakhstan, email="KZ@example.org")
    members.contact_point(members.member_state("KW", joined_on=dt.date(2022, 10, 13)))
    notes.circulated()
    assert list(Dispatch.objects.values_list("address", "language")) == [
        ("deputy@example.org", "en"),
        ("kz@example.org", "kk"),
        ("ru@example.org", "ru"),
        ("tr@example.org", "en"),
    ]


def test_message_waits_for_its_documents(people):
    notes.circulated()
    assert sending.deliver_due(LATER) == []
    assert (statuses(), mail.outbox) == (["queued"] * 3, [])


def test_sent_message_reaches_the_state(consultation, server):
    assert {one.status for one in sending.deliver_due(LATER)} == {DispatchStatus.SENT}
    assert list(Dispatch.objects.values_list("status", "sent_at", "attempts")) == [("sent", LATER, 1)] * 3
    assert list(Addressee.objects.values_list("reached_at", flat=True)) == [LATER] * 3
    assert [message.to for message in mail.outbox] == [
        ["tr@example.org"],
        ["kz@example.org"],
        ["ru@example.org"],
    ]
    assert {message.extra_headers["Message-ID"] for message in mail.outbox} == set(
        Dispatch.objects.values_list("message_id", flat=True)
    )


def test_replayed_delivery_sends_nothing(consultation, server):
    sending.deliver_due(LATER)
    assert sending.deliver_due(LATER) == []
    assert len(mail.outbox) == 3


def test_claim_whose_process_died_is_unknown_and_never_sent_again(consultation, server):
    """A worker was killed between handing the message over and recording it."""
    lost = Dispatch.objects.get(address="kz@example.org")
    assert claims.claim(Dispatch.objects.filter(pk=lost.pk), lost, at=notes.AT, status="sending")
    sending.deliver_due(LATER)
    assert statuses() == ["sending", "sent", "sent"]
    after = notes.AT + OVERDUE + dt.timedelta(seconds=1)
    assert after < notes.AT + dt.timedelta(minutes=5)
    assert sending.deliver_due(after) == [lost]
    assert statuses() == ["unknown", "sent", "sent"]
    entry = AuditEntry.objects.get(action="dispatch.unknown")
    assert (entry.subject_id, entry.before, entry.after) == (
        str(lost.pk),
        {"status": "sending"},
        {
            "status": "unknown",
            "address": "kz@example.org",
            "attempt": 1,
            "attempted_at": clock.stamp(notes.AT),
        },
    )
    sending.deliver_due(after + dt.timedelta(days=1))
    assert (statuses(), len(mail.outbox)) == (["unknown", "sent", "sent"], 2)


@pytest.fixture
def slow(server, monkeypatch):
    """Let each message take two minutes; return when each was handed over."""
    passed, handed = [dt.timedelta(0)], []
    monkeypatch.setattr(clock, "running_on", lambda at: lambda began=passed[0]: at + passed[0] - began)
    send = Mail.send_messages

    def take_two_minutes(self, messages):
        passed[0] += dt.timedelta(minutes=2)
        handed.extend(messages)
        return send(self, messages)

    monkeypatch.setattr(Mail, "send_messages", take_two_minutes)
    return handed


def test_a_message_is_begun_and_sent_when_it_is_and_not_when_its_batch_was(consultation, slow):
    """A long batch must not make its last messages look as if their process had died, nor as sent before."""
    sending.deliver_due(LATER)
    found = Dispatch.objects.order_by("claimed_at").values_list("claimed_at", "sent_at")
    minutes = [LATER + dt.timedelta(minutes=minute) for minute in (0, 2, 4, 6)]
    assert list(found) == list(pairwise(minutes))
    assert [message.extra_headers["Date"] for message in slow] == [
        format_datetime(begun) for begun in minutes[:3]
    ]


def test_a_state_that_is_written_to_after_the_deadline_is_not_reached_before_it(consultation, slow):
    sending.deliver_due(notes.CLOSES_AT - dt.timedelta(minutes=3))
    reached = dict(consultation.addressees.values_list("member_state__code", "reached_at"))
    assert reached == {"TR": notes.CLOSES_AT - dt.timedelta(minutes=1), "KZ": None, "RU": None}


def test_a_reminder_whose_turn_comes_after_the_deadline_does_not_leave(consultation, slow):
    reminder_sending.send_due(REMINDER_AT)
    notes.store_all()
    Dispatch.objects.exclude(note__kind="reminder").update(status=DispatchStatus.CANCELLED)
    sending.deliver_due(notes.CLOSES_AT - dt.timedelta(minutes=3))
    reminded = Dispatch.objects.filter(note__kind="reminder").order_by("claimed_at", "pk")
    assert list(reminded.values_list("status", "error")) == [
        ("sent", ""),
        ("sent", ""),
        ("cancelled", "closed"),
    ]


def test_later_batches_of_a_sweep_are_dated_when_they_are_sent(consultation, slow, monkeypatch):
    monkeypatch.setattr(sending, "BATCH", 1)
    monkeypatch.setattr(sending, "deliver_due", partial(sending.deliver_due, limit=1))
    assert len(list(sweeps.deliver(LATER))) == 3
    sent = Dispatch.objects.order_by("sent_at").values_list("sent_at", flat=True)
    assert list(sent) == [LATER + dt.timedelta(minutes=minute) for minute in (2, 4, 6)]


@pytest.mark.good_path
def test_without_any_worker_the_web_says_that_an_outcome_is_unknown(consultation, client, set_clock):
    lost = Dispatch.objects.get(address="kz@example.org")
    claims.claim(Dispatch.objects.filter(pk=lost.pk), lost, at=notes.AT, status="sending")
    set_clock((notes.AT + OVERDUE - dt.timedelta(seconds=30)).isoformat())
    client.get("/readyz")
    assert statuses() == ["sending", "queued", "queued"]
    set_clock((notes.AT + OVERDUE + dt.timedelta(seconds=30)).isoformat())
    client.get("/readyz")
    client.get("/readyz")
    assert statuses() == ["unknown", "queued", "queued"]
    assert AuditEntry.objects.filter(action="dispatch.unknown").count() == 1
    audit.verify()


def test_a_restored_copy_gives_up_no_message(consultation, client, set_clock, monkeypatch):
    lost = Dispatch.objects.get(address="kz@example.org")
    claims.claim(Dispatch.objects.filter(pk=lost.pk), lost, at=notes.AT, status="sending")
    monkeypatch.setattr(attempts.silence, "is_kept", lambda: True)
    set_clock((notes.AT + dt.timedelta(hours=1)).isoformat())
    attempts.give_up_overdue()
    assert statuses() == ["sending", "queued", "queued"]


@pytest.mark.parametrize(
    "refusal",
    [
        ConnectionRefusedError(111, "Connection refused"),
        smtplib.SMTPAuthenticationError(535, b"wrong password"),
    ],
)
def test_messages_outlast_a_mail_server_that_is_away_and_leave_by_themselves(consultation, server, refusal):
    server.refuse_connection = refusal
    for minutes in (0, 5, 70, 200, 23 * 60):
        sending.deliver_due(LATER + dt.timedelta(minutes=minutes))
    found = Dispatch.objects.values_list("status", "attempts", "not_before", "error")
    assert set(found) == {("queued", 1, notes.AT, claims.reason(refusal))}
    server.refuse_connection = None
    sending.deliver_due(LATER + dt.timedelta(hours=23, minutes=30))
    assert (statuses(), len(mail.outbox)) == (["sent"] * 3, 3)


def test_messages_are_set_aside_where_the_mail_server_is_away_for_a_day(consultation, server):
    server.refuse_connection = ConnectionRefusedError(111, "Connection refused")
    for hours in range(25):
        sending.deliver_due(LATER + dt.timedelta(hours=hours))
    assert statuses() == ["queued"] * 3
    at = LATER + sender.PATIENCE
    sending.deliver_due(at + sender.PAUSES[0])
    assert statuses() == ["failed"] * 3
    assert Dispatch.objects.first().error == "ConnectionRefusedError: [Errno 111] Connection refused"
    server.refuse_connection = None
    assert (sending.deliver_due(at + dt.timedelta(days=1)), mail.outbox) == ([], [])


def test_a_worker_that_was_away_for_days_gives_the_mail_server_its_day(consultation, server):
    """Patience runs from when the server was found away: until then nobody had asked it."""
    server.refuse_connection = ConnectionRefusedError()
    back = LATER + dt.timedelta(days=4)
    sending.deliver_due(back)
    assert (statuses(), set(Dispatch.objects.values_list("away_since", flat=True))) == (
        ["queued"] * 3,
        {back},
    )
    again = back + dt.timedelta(days=3)  # it was found away, and then the worker died again
    sending.deliver_due(again)
    sending.deliver_due(again + sender.PAUSES[0])
    assert (statuses(), set(Dispatch.objects.values_list("away_since", flat=True))) == (
        ["queued"] * 3,
        {again},
    )
    server.refuse_connection = None
    sending.deliver_due(again + dt.timedelta(minutes=20))
    assert statuses() == ["sent"] * 3


def test_a_message_sent_again_gives_the_mail_server_another_day(consultation, server, officer):
    server.refuse_connection = ConnectionRefusedError()
    for hours in range(26):
        sending.deliver_due(LATER + dt.timedelta(hours=hours))
    assert statuses() == ["failed"] * 3
    at = LATER + dt.timedelta(hours=26)
    outbox.resend(Dispatch.objects.order_by("address")[0], by=officer, at=at)
    sending.deliver_due(at)
    assert statuses() == ["queued", "failed", "failed"]


def test_a_refusal_behind_an_outage_of_the_server_is_tried_again(consultation, server):
    server.refuse_connection = ConnectionRefusedError()
    for hours in range(5):
        sending.deliver_due(LATER + dt.timedelta(hours=hours))
    server.refuse_connection, server.fail = None, smtplib.SMTPDataError(451, b"try later")
    at = LATER + dt.timedelta(hours=5)
    sending.deliver_due(at)
    assert statuses() == ["queued"] * 3
    server.fail = None
    sending.deliver_due(at + sender.PAUSES[1])
    assert statuses() == ["sent"] * 3


def test_refused_message_waits_before_the_next_try(consultation, server):
    server.refuse_connection = ConnectionRefusedError()
    sending.deliver_due(LATER)
    server.refuse_connection = None
    assert sending.deliver_due(LATER + sender.PAUSES[0] - dt.timedelta(seconds=1)) == []
    sending.deliver_due(LATER + sender.PAUSES[0])
    assert (statuses(), len(mail.outbox)) == (["sent"] * 3, 3)


@pytest.mark.parametrize(
    "answer",
    [
        smtplib.SMTPRecipientsRefused({"kz@example.org": (450, b"mailbox busy")}),
        smtplib.SMTPSenderRefused(421, b"too many", "secretariat@example.org"),
        smtplib.SMTPDataError(451, b"try later"),
    ],
)
def test_definite_refusal_of_the_server_is_tried_again(consultation, server, answer):
    server.fail = answer
    sending.deliver_due(LATER)
    assert statuses() == ["queued"] * 3
    server.fail = None
    sending.deliver_due(LATER + sender.PAUSES[0])
    assert (statuses(), len(mail.outbox)) == (["sent"] * 3, 3)


@pytest.mark.parametrize(
    ("answer", "are_dead"),
    [
        (smtplib.SMTPRecipientsRefused({"kz@example.org": (550, b"no such user")}), True),
        (smtplib.SMTPRecipientsRefused({"kz@example.org": (554, b"5.7.1 Relay access denied")}), False),
        (smtplib.SMTPSenderRefused(550, b"not you", "secretariat@example.org"), False),
        (smtplib.SMTPDataError(554, b"not this"), False),
    ],
)
def test_refusal_for_good_is_final_and_shown_at_once(
    consultation, server, answer, are_dead, client, officer, set_clock
):
    set_clock(LATER)
    server.fail = answer
    sending.deliver_due(LATER)
    assert statuses() == ["failed"] * 3
    assert bool(reachability.dead(["kz@example.org"])) is are_dead
    assert {row.standing for row in ledger.rows(consultation, at=LATER)} == {"not_reached"}
    server.fail = None
    assert (sending.deliver_due(LATER + dt.timedelta(days=1)), mail.outbox) == ([], [])
    page = client.signed_in(officer).get("/").content.decode()
    for act in ("Deliver 3 messages that were not delivered", "Reach 3 States", "State KZ"):
        assert act in page


@pytest.mark.parametrize(
    "break_", [smtplib.SMTPServerDisconnected("lost"), TimeoutError(), ConnectionResetError()]
)
def test_broken_connection_leaves_an_unknown_outcome(consultation, server, break_, caplog):
    server.fail = break_
    sending.deliver_due(LATER)
    server.fail = None
    sending.deliver_due(LATER + dt.timedelta(days=1))
    assert (statuses(), mail.outbox) == (["unknown"] * 3, [])


@pytest.mark.good_path
def test_a_message_that_cannot_be_written_is_parked_and_keeps_nobody_waiting(
    consultation, server, monkeypatch, caplog
):
    written = letters.note_message

    def broken(dispatch, letter, *, at):
        if dispatch.address == "kz@example.org":
            raise ValueError("no such placeholder")
        return written(dispatch, letter, at=at)

    monkeypatch.setattr(letters, "note_message", broken)
    sending.deliver_due(LATER)
    assert list(Dispatch.objects.order_by("address").values_list("status", "error")) == [
        ("failed", "ValueError: no such placeholder"),
        ("sent", ""),
        ("sent", ""),
    ]
    assert AuditEntry.objects.filter(action="dispatch.fail").count() == 1


@pytest.mark.parametrize(
    ("spoil", "error"),
    [("delete", "MissingFile: The stored file"), ("alter", "AlteredFile: The stored file")],
)
def test_a_note_whose_file_is_gone_or_altered_is_parked_and_keeps_no_other_waiting(
    consultation, server, officer, signatory, client, set_clock, spoil, error, caplog
):
    set_clock(LATER)
    stored = Document.objects.get(subject__note=notes.note_of(consultation).pk, kind="note", language="all")
    storage, name = stored.file.storage, stored.file.name
    storage.delete(name)
    if spoil == "alter":
        storage.save(name, ContentFile(b"another"))
    other = notes.free_note(by=officer)
    free_notes.hand_over(other, by=officer, at=LATER)
    issuing.issue(other, by=signatory, at=LATER)
    notes.store_all()

    sending.deliver_due(LATER)

    parked = Dispatch.objects.exclude(note=other)
    assert {(one.status, one.error.startswith(error), one.attempts) for one in parked} == {
        ("failed", True, 1)
    }
    assert set(Dispatch.objects.filter(note=other).values_list("status", flat=True)) == {"sent"}
    assert AuditEntry.objects.filter(action="dispatch.fail").count() == 3
    assert "Deliver 3 messages that were not delivered" in client.signed_in(officer).get("/").content.decode()


def test_messages_that_wait_for_a_file_hold_up_none_behind_them(consultation, server, monkeypatch):
    ready = sending.NoteSender.is_ready
    monkeypatch.setattr(
        sending.NoteSender, "is_ready", lambda self, row: row.address == "ru@example.org" and ready(self, row)
    )
    (left,) = sending.deliver_due(LATER, limit=1)
    assert (left.address, statuses()) == ("ru@example.org", ["queued", "sent", "queued"])


@pytest.mark.good_path
def test_a_message_leaves_for_the_address_that_its_person_has_by_now(consultation, server, people):
    """The former address may be anybody's: a person changes it who has lost a mailbox."""
    User.objects.filter(pk=people["KZ"].pk).update(email="new@example.org")
    sending.deliver_due(LATER)
    assert sorted(to for message in mail.outbox for to in message.to) == [
        "new@example.org",
        "ru@example.org",
        "tr@example.org",
    ]
    assert Dispatch.objects.get(recipient=people["KZ"]).address == "new@example.org"
    entry = AuditEntry.objects.get(action="dispatch.readdress")
    assert (entry.before, entry.after) == ({"address": "kz@example.org"}, {"address": "new@example.org"})
    audit.verify()


def test_an_address_to_which_the_note_goes_already_gets_it_once(people, server):
    members.user(Role.DEPUTY, people["KZ"].member_state, email="deputy@example.org")
    notes.circulated()
    notes.store_all()
    User.objects.filter(pk=people["KZ"].pk).update(email="deputy@example.org")
    sending.deliver_due(LATER)
    dispatch = Dispatch.objects.get(recipient=people["KZ"])
    assert (dispatch.status, dispatch.error) == ("cancelled", "address")
    assert [message.to for message in mail.outbox].count(["deputy@example.org"]) == 1


def test_recipient_who_no_longer_speaks_for_the_state_gets_nothing(consultation, server, people):
    User.objects.filter(pk=people["KZ"].pk).update(role=Role.READER)
    User.objects.filter(pk=people["RU"].pk).update(is_active=False)
    User.objects.filter(pk=people["TR"].pk).update(member_state=people["KZ"].member_state)
    sending.deliver_due(LATER)
    assert list(Dispatch.objects.values_list("status", "error")) == [("cancelled", "recipient")] * 3
    assert mail.outbox == []


def test_nothing_leaves_for_a_state_that_has_left_the_organization(consultation, server, people):
    kazakhstan = people["KZ"].member_state
    MemberState.objects.filter(pk=kazakhstan.pk).update(left_on=today())
    queued = Dispatch.objects.get(address="kz@example.org")
    row = StateAddress.objects.create(
        member_state=kazakhstan,
        kind="embassy",
        email="embassy@example.org",
        language="kk",
        added_by=members.officer(),
        added_at=notes.AT,
    )
    other = Dispatch.objects.get(address="ru@example.org")
    Dispatch.objects.filter(pk=other.pk).update(status=DispatchStatus.CANCELLED)
    other.pk, other.message_id, other.address = None, message_ids.new(), row.email
    other.member_state, other.recipient, other.state_address = kazakhstan, None, row
    other.save(force_insert=True)
    sending.deliver_due(LATER)
    queued.refresh_from_db()
    assert (queued.status, queued.error) == ("cancelled", "recipient")
    assert [message.to for message in mail.outbox] == [["tr@example.org"]]


def test_reminder_is_not_sent_to_who_answered_after_it_was_queued(consultation, server, people, set_clock):
    sending.deliver_due(LATER)
    mail.outbox.clear()
    reminder_sending.send_due(set_clock(REMINDER_AT))
    notes.store_all()
    comments.answer(consultation, people["KZ"])
    sending.deliver_due(REMINDER_AT)
    reminded = Dispatch.objects.filter(note__kind="reminder").values_list("address", "status", "error")
    assert list(reminded) == [
        ("kz@example.org", "cancelled", "answered"),
        ("ru@example.org", "sent", ""),
        ("tr@example.org", "sent", ""),
    ]
    assert sorted(message.to[0] for message in mail.outbox) == ["ru@example.org", "tr@example.org"]


def test_nobody_is_invited_to_comment_on_a_plan_that_was_withdrawn(consultation, server, officer, signatory):
    paper = ConceptPaper.objects.get()
    papers.withdraw(paper, reason="Another text", by=signatory, at=LATER)
    sending.deliver_due(LATER)
    assert mail.outbox == []
    assert set(Dispatch.objects.values_list("status", "error")) == {("cancelled", "withdrawn")}
    lost = Dispatch.objects.get(address="kz@example.org")
    Dispatch.objects.filter(pk=lost.pk).update(status="bounced")
    with refused("notes.not_needed", match="The plan was withdrawn in the meantime"):
        outbox.resend(lost, by=officer, at=LATER)


@pytest.mark.parametrize("kind", ["note", "mail"])
def test_queued_reminder_does_not_leave_once_its_plan_is_withdrawn(consultation, server, kind, signatory):
    """Before the sweep has ended the round, which is open by the clock still."""
    sending.deliver_due(LATER)
    mail.outbox.clear()
    ReminderStep.objects.update(by_note=kind == "note")
    reminder_sending.send_due(REMINDER_AT)
    notes.store_all()
    queued = Dispatch.objects.filter(status="queued")
    reminded = list(queued.values_list("pk", flat=True))
    papers.withdraw(ConceptPaper.objects.get(), reason="Another text", by=signatory, at=REMINDER_AT)
    consultation.refresh_from_db()
    assert consultation.is_open(REMINDER_AT)

    sending.deliver_due(REMINDER_AT)

    found = Dispatch.objects.filter(pk__in=reminded).values_list("status", "error")
    assert len(reminded) == 3 and list(found) == [("cancelled", "withdrawn")] * 3
    assert mail.outbox == []


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_workers_send_each_message_once(consultation, server):
    at_once(*[lambda: sending.deliver_due(LATER)] * 2)
    assert sorted(message.to[0] for message in mail.outbox) == [
        "kz@example.org",
        "ru@example.org",
        "tr@example.org",
    ]
    assert list(Dispatch.objects.values_list("status", "attempts")) == [("sent", 1)] * 3
