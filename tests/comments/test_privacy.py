"""What belongs to one delegation is seen, counted and found by nobody else. Each secret exists first."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from cica_portal import clock
from comments.enums import Visibility
from comments.models import DraftComment, Receipt, Response
from comments.writing import internal_deadlines, proposed_events
from dashboard import sweeps
from initiatives.models import ProposedEvent
from members.mailing import backends as outbox
from members.models import AuditEntry, PersonalMail
from notes.models import Dispatch
from tests.clients import steady
from tests.factories import comments, members, plans
from tests.factories.initiatives import proposed_event

SECRET = "Zhasyryn-pikir"


@pytest.fixture
def secret(consultation, contact):
    """Return a draft and an unfiled event of KZ."""
    draft = comments.draft(consultation, contact, remark=SECRET, proposed_text=SECRET, rationale=SECRET)
    event = proposed_event(consultation.revision.paper, contact, title=SECRET)
    return draft, event


def _readable(consultation):
    """Return every page of the consultation that a signed-in person could try to read."""
    pages = [
        "consultation-detail",
        "consultation-board",
        "consultation-compilation",
        "draft-create",
        "event-create",
    ]
    pages += ["response-submit", "response-no-objection", "response-withdraw", "internal-deadline"]
    pages += ["time-request", "consultation-grant"]
    others = ["notes:outbox", "notes:note-list", "members:state-list", "members:delegation"]
    return (
        [reverse("comments:consultation-list"), reverse("comments:answer-list"), "/"]
        + [reverse(name) for name in others]
        + [reverse(f"comments:{name}", args=[consultation.pk]) for name in pages]
    )


def _pages(client, consultation):
    """Return the pages as text, without what differs at each request."""
    found = {}
    for url in _readable(consultation):
        found[url] = steady(client.get(url, follow=True).content.decode())
    return found


def _person(role, consultation):
    if role == "coordinator":
        user = plans.coordinating(consultation.revision.paper)
        return user
    if role in ("officer", "signatory"):
        return members.user(role)
    return members.user(role, members.member_state("TR"))


OTHERS = ["officer", "signatory", "coordinator", "contact_point", "deputy", "drafter", "reader"]


@pytest.mark.parametrize("role", OTHERS)
def test_pages_of_others_are_the_same_whether_a_delegation_is_writing_or_not(
    consultation, contact, client, role
):
    client.force_login(_person(role, consultation))
    _pages(client, consultation)  # the first visit records that the State was reached
    before = _pages(client, consultation)
    comments.draft(consultation, contact, remark=SECRET, proposed_text=SECRET, rationale=SECRET)
    proposed_event(consultation.revision.paper, contact, title=SECRET)
    after = _pages(client, consultation)
    assert after == before
    assert SECRET not in "".join(after.values())
    assert DraftComment.objects.get().remark == ProposedEvent.objects.get().title == SECRET


@pytest.mark.parametrize("role", OTHERS)
def test_pages_of_others_are_the_same_whether_a_delegation_has_its_own_deadline_and_mail_or_not(
    consultation, contact, client, set_clock, settings, role
):
    """Neither the deadline, nor its reminders, nor a warning of what is unfiled shows to anybody else."""
    settings.EMAIL_BACKEND = "members.mailing.backends.OutboxBackend"
    set_clock(comments.CLOSES_AT - dt.timedelta(hours=10))
    client.force_login(_person(role, consultation))
    sweep = sweeps.DELIVERING
    _pages(client, consultation)
    list(sweeps.run(clock.now(), sweep))  # just now: the start page says when the last one is long ago
    before = _pages(client, consultation)
    mails, entries = _mail_seen(), AuditEntry.objects.count()
    comments.draft(consultation, contact, remark=SECRET)
    due_at = comments.CLOSES_AT - dt.timedelta(hours=5)
    internal_deadlines.put(consultation, due_at, by=contact, at=clock.now() - dt.timedelta(days=1))
    list(sweeps.run(clock.now(), sweep))
    assert sorted(PersonalMail.objects.values_list("kind", "status")) == [
        ("internal_reminder", "sent"),
        ("unsubmitted_answer", "sent"),
    ]
    assert _pages(client, consultation) == before
    assert (_mail_seen(), AuditEntry.objects.count()) == (mails, entries)


def _mail_seen() -> tuple[int, list]:
    """Return what the Secretariat's outbox is made of."""
    return Dispatch.objects.count(), outbox.paths()


@pytest.mark.parametrize("role", OTHERS)
def test_a_secret_is_not_found_even_by_its_id(consultation, secret, client, role):
    draft, event = secret
    client.force_login(_person(role, consultation))
    for method in ("get", "post"):
        for name in ("draft-edit", "draft-remove"):
            existing = getattr(client, method)(reverse(f"comments:{name}", args=[draft.pk]))
            missing = getattr(client, method)(reverse(f"comments:{name}", args=[uuid.uuid4()]))
            assert (existing.status_code, missing.status_code) == (404, 404)
        for name in ("event-edit", "event-file", "event-remove"):
            existing = getattr(client, method)(reverse(f"comments:{name}", args=[consultation.pk, event.pk]))
            missing = getattr(client, method)(
                reverse(f"comments:{name}", args=[consultation.pk, uuid.uuid4()])
            )
            assert (existing.status_code, missing.status_code) == (404, 404)
    assert (DraftComment.objects.get().remark, ProposedEvent.objects.get().title) == (SECRET, SECRET)


@pytest.mark.parametrize("role", ["contact_point", "deputy", "drafter", "reader"])
def test_another_delegation_does_not_learn_that_a_state_has_answered(consultation, contact, client, role):
    client.force_login(_person(role, consultation))
    _pages(client, consultation)
    before = _pages(client, consultation)
    comments.answer(consultation, contact, "comments", remark=SECRET)
    event = proposed_event(consultation.revision.paper, contact, title=SECRET)
    receipt = proposed_events.file(event, consultation, by=contact)
    assert _pages(client, consultation) == before
    existing = client.get(reverse("comments:receipt-detail", args=[receipt.number]))
    missing = client.get(reverse("comments:receipt-detail", args=[f"{consultation.reference}-JP-1"]))
    assert (existing.status_code, missing.status_code) == (404, 404)
    assert SECRET not in existing.content.decode()


def test_a_receipt_number_does_not_count_what_others_filed(consultation, contact, other):
    for _ in range(3):
        comments.answer(consultation, contact)
    comments.answer(consultation, other)
    numbers = Receipt.objects.filter(member_state=other.member_state).values_list("number", flat=True)
    assert list(numbers) == [f"{consultation.reference}-TR-1"]


def test_the_audit_trail_has_no_entry_of_a_draft(consultation, contact):
    before = AuditEntry.objects.count()
    comments.draft(consultation, contact, remark=SECRET)
    proposed_event(consultation.revision.paper, contact, title=SECRET)
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize("role", ["officer", "signatory", "coordinator"])
def test_after_closing_staff_see_what_was_filed_and_no_draft(
    consultation, contact, other, client, set_clock, role
):
    comments.answer(consultation, contact, "comments", remark="Filed in time")
    comments.draft(consultation, contact, remark=SECRET)
    comments.draft(consultation, other, remark=SECRET)
    set_clock("2022-06-07T09:00:00+06:00")
    client.force_login(_person(role, consultation))
    pages = "".join(_pages(client, consultation).values())
    assert "Filed in time" in pages and SECRET not in pages


def test_a_state_not_addressed_finds_no_consultation(consultation, client):
    client.force_login(members.contact_point(members.member_state("JP")))
    for url in _readable(consultation)[7:]:
        assert client.get(url).status_code == 404
        assert client.post(url).status_code in (404, 405)
    assert consultation.reference not in client.page("comments:consultation-list")


@pytest.mark.parametrize(
    ("visibility", "open_", "closed"),
    [
        (Visibility.AFTER_COMPILATION, False, False),
        (Visibility.AFTER_CLOSING, False, True),
        (Visibility.AT_ONCE, True, True),
    ],
)
def test_filed_comments_are_shown_to_other_states_as_the_consultation_says(
    db, set_clock, client, visibility, open_, closed
):
    consultation = comments.consultation(visibility=visibility)
    set_clock("2022-06-01T12:00:00+06:00")
    contact = members.contact_point(members.member_state("KZ"))
    comments.answer(consultation, contact, "comments", remark="Filed for all")
    comments.draft(consultation, contact, remark=SECRET)
    url = reverse("comments:consultation-detail", args=[consultation.pk])
    seen = {}
    for role in ("contact_point", "coordinator"):
        client.force_login(_person(role, consultation))
        for instant in ("2022-06-06T23:59:59+06:00", "2022-06-07T00:00:00+06:00"):
            set_clock(instant)
            page = client.get(url).content.decode()
            assert SECRET not in page
            seen.setdefault(role, []).append("Filed for all" in page)
    assert seen == {"contact_point": [open_, closed], "coordinator": [open_, True]}


def test_a_late_answer_is_not_shown_to_other_states(db, set_clock, client):
    consultation = comments.consultation(visibility=Visibility.AT_ONCE)
    set_clock("2022-06-07T09:00:00+06:00")
    contact = members.contact_point(members.member_state("KZ"))
    comments.draft(consultation, contact, remark=SECRET)
    with pytest.raises(Exception, match="deadline has passed"):
        comments.answer(consultation, contact, "comments")
    assert Response.objects.get().comments.get().remark == SECRET
    client.force_login(members.contact_point(members.member_state("TR")))
    assert SECRET not in client.page("comments:consultation-detail", consultation.pk)


def test_nobody_reads_without_signing_in(consultation, client):
    for url in _readable(consultation):
        answer = client.get(url)
        assert (answer.status_code, answer.url.split("?")[0]) == (302, reverse("account_login"))
