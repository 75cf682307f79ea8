import datetime as dt

import pytest
from django.core import mail
from django.urls import reverse

from cica_portal.errors import NotAllowed, Refusal
from cica_portal.spaces import ordinary
from comments.enums import Position
from comments.procedure import consultations
from comments.refusals import ConsultationClosed
from members.delegations import addresses
from members.models import AuditEntry, User
from notes.acts import issuing
from notes.acts.reminding import reminder_planning, reminder_sending
from notes.delivery import sending
from notes.models import Dispatch, ReminderStep, VerbalNote
from notes.reminders import schedule
from plans import open_points
from tests.factories import comments, members, notes
from tests.refusing import refused

pytestmark = pytest.mark.django_db

MONDAY = dt.datetime(2022, 5, 30, 3, tzinfo=dt.UTC)
TUESDAY = MONDAY + dt.timedelta(days=1)
SOON = notes.AT + dt.timedelta(hours=1)


@pytest.fixture
def consultation(people, set_clock):
    set_clock(SOON)
    made = notes.circulated()
    notes.deliver(SOON)
    mail.outbox.clear()
    return made


def step_of(days):
    return ReminderStep.objects.get(working_days=days)


def add(consultation, by, *, days=4, level=1, by_note=False, at=SOON):
    return reminder_planning.add(consultation, working_days=days, level=level, by_note=by_note, by=by, at=at)


def remind(at):
    done = reminder_sending.send_due(at)
    notes.deliver(at)
    return done


# Mail alone ------------------------------------------------------------------------------------------
def test_officer_sets_a_reminder_by_mail_alone_and_it_leaves_by_itself(consultation, officer, set_clock):
    step = add(consultation, officer)
    assert (step.due_at, step.is_approved) == (TUESDAY, True)
    set_clock(TUESDAY)
    ReminderStep.objects.filter(working_days=5).update(done_at=MONDAY)
    assert remind(TUESDAY) == [step]
    assert not VerbalNote.objects.filter(kind="reminder").exists()
    found = {message.to[0]: message for message in mail.outbox}
    assert sorted(found) == ["kz@example.org", "ru@example.org", "tr@example.org"]
    number = consultation.reference
    subject = f"CICA Secretariat, Note {number}: reminder, comments due by"
    assert found["tr@example.org"].subject.startswith(subject)
    assert ordinary(found["ru@example.org"].subject).startswith(f"Секретариат СВМДА, нота № {number}")
    assert ordinary(found["kz@example.org"].subject).startswith(f"Азия Кеңесінің Хатшылығы, № {number} нота")
    stem = number.replace("/", "-")
    assert [name for name, *_ in found["tr@example.org"].attachments] == [f"{stem}.pdf"]
    assert remind(TUESDAY) == []
    assert len(mail.outbox) == 3


def test_mail_alone_is_not_sent_to_who_answered_after_it_was_written(
    consultation, officer, people, set_clock
):
    add(consultation, officer)
    ReminderStep.objects.filter(working_days=5).update(done_at=MONDAY)
    reminder_sending.send_due(set_clock(TUESDAY))
    comments.answer(consultation, people["KZ"])
    sending.deliver_due(TUESDAY)
    assert sorted(message.to[0] for message in mail.outbox) == ["ru@example.org", "tr@example.org"]


@pytest.mark.parametrize("by_note", [True, False])
def test_reminder_on_its_way_is_cancelled_when_the_deadline_moves(
    consultation, signatory, set_clock, by_note
):
    ReminderStep.objects.filter(working_days=5).update(by_note=by_note)
    reminder_sending.send_due(set_clock(MONDAY))
    notes.store_all()
    consultations.extend(consultation, dt.date(2022, 6, 20), reason="asked for", by=signatory, at=MONDAY)
    sending.deliver_due(MONDAY)
    reminded = Dispatch.objects.exclude(status="sent").values_list("status", "error")
    assert (list(reminded), mail.outbox) == ([("cancelled", "moved")] * 3, [])


# The ladder ------------------------------------------------------------------------------------------
def test_reminders_of_a_circulation_climb_from_step_to_step(consultation):
    assert list(ReminderStep.objects.values_list("working_days", "level").order_by("due_at")) == [
        (5, 1),
        (2, 2),
        (1, 3),
    ]


def test_last_reminder_goes_to_the_embassy_too_and_to_none_that_is_out_of_use(
    consultation, people, officer, set_clock
):
    kept, gone = (
        addresses.add(
            people["KZ"].member_state, kind="embassy", email=email, language="en", by=officer, at=SOON
        )
        for email in ("kept@example.org", "gone@example.org")
    )
    day = step_of(1).due_at
    reminder_sending.send_due(set_clock(day))
    notes.store_all()
    addresses.remove(gone, by=officer, at=day)
    sending.deliver_due(day)
    assert {message.to[0] for message in mail.outbox} == {
        "kept@example.org",
        "kz@example.org",
        "ru@example.org",
        "tr@example.org",
    }
    assert Dispatch.objects.get(address="gone@example.org").error == "recipient"
    assert Dispatch.objects.get(address="kept@example.org").state_address == kept


# Numbered notes --------------------------------------------------------------------------------------
def test_numbered_reminder_that_no_signatory_approved_is_only_drafted(
    consultation, officer, signatory, set_clock
):
    ReminderStep.objects.all().update(done_at=SOON)
    step = add(consultation, officer, by_note=True)
    assert (step.is_approved, step.approved_by) == (False, None)
    remind(set_clock(TUESDAY))
    note = VerbalNote.objects.get(kind="reminder")
    assert (note.status, note.number, mail.outbox) == ("drafted", None, [])
    issuing.issue(note, by=signatory, at=TUESDAY)
    notes.deliver(TUESDAY)
    assert len(mail.outbox) == 3
    assert note.texts.count() == 3


def test_signatory_approves_and_the_note_leaves_by_that_authority(
    consultation, officer, signatory, set_clock
):
    ReminderStep.objects.all().update(done_at=SOON)
    step = add(consultation, officer, by_note=True)
    reminder_planning.approve(step, by=signatory, at=SOON)
    remind(set_clock(TUESDAY))
    note = VerbalNote.objects.get(kind="reminder")
    assert (note.status, note.issued_by, len(mail.outbox)) == ("issued", signatory, 3)
    with refused("notes.step_done"):
        reminder_planning.approve(step, by=signatory, at=TUESDAY)


@pytest.mark.parametrize("change", [{"is_active": False}, {"role": "officer"}])
def test_note_of_a_signatory_who_may_no_longer_sign_is_only_drafted(consultation, set_clock, change):
    step = step_of(5)
    User.objects.filter(pk=step.approved_by_id).update(**change)
    remind(set_clock(MONDAY))
    note = VerbalNote.objects.get(kind="reminder")
    assert (note.status, note.number, note.issued_by, mail.outbox) == ("drafted", None, None, [])
    assert "note_unsigned" in {point.kind for point in open_points.every(MONDAY)}


def test_reminder_whose_signatory_may_no_longer_sign_is_approved_by_another(
    consultation, client, signatory, set_clock
):
    step = step_of(5)
    client.force_login(signatory)
    assert "not approved" not in page_of(client, consultation).content.decode()
    User.objects.filter(pk=step.approved_by_id).update(is_active=False)
    page = page_of(client, consultation)
    assert "not approved: only a draft note" in page.content.decode()
    client.post(reverse("notes:reminder-approve", args=[step.pk]), {"mark": mark_of(page, step)})
    remind(set_clock(MONDAY))
    note = VerbalNote.objects.get(kind="reminder")
    assert (note.status, note.issued_by, len(mail.outbox)) == ("issued", signatory, 3)


def test_reminder_by_mail_alone_leaves_though_who_set_it_is_gone(consultation, officer, set_clock):
    ReminderStep.objects.all().update(done_at=SOON)
    add(consultation, officer)
    User.objects.filter(pk=officer.pk).update(is_active=False)
    remind(set_clock(TUESDAY))
    assert len(mail.outbox) == 3


@pytest.mark.good_path
def test_change_by_an_officer_takes_the_approval_away(consultation, officer, signatory):
    step = step_of(2)
    reminder_planning.change(step, working_days=2, level=3, by_note=True, by=officer, at=SOON)
    step.refresh_from_db()
    assert (step.level, step.is_approved, step.approved_by) == (3, False, None)
    entry = AuditEntry.objects.get(action="reminder.change")
    assert (entry.actor, entry.before["level"], entry.after["level"]) == (officer, 2, 3)
    with pytest.raises(NotAllowed):
        reminder_planning.approve(step, by=officer, at=SOON)


def test_where_two_persons_are_asked_for_nobody_approves_the_own_reminder(consultation, signatory, settings):
    settings.TWO_PERSONS_ISSUE = True
    step = add(consultation, signatory, by_note=True)
    assert not step.is_approved
    with refused("notes.own_step"):
        reminder_planning.approve(step, by=signatory, at=SOON)
    reminder_planning.approve(step, by=members.signatory(), at=SOON)
    with refused("notes.approved_already"):
        reminder_planning.approve(step, by=members.signatory(), at=SOON)


def test_reminder_is_drafted_at_once_and_goes_to_who_has_not_answered_when_it_is_signed(
    consultation, officer, signatory, people, set_clock
):
    note = reminder_planning.draft_now(consultation, level=2, by=officer, at=SOON)
    with refused("notes.drafted_already"):
        reminder_planning.draft_now(consultation, level=2, by=officer, at=SOON)
    comments.answer(consultation, people["TR"])
    issuing.issue(note, by=signatory, at=SOON)
    assert sorted(note.dispatches.values_list("address", flat=True)) == ["kz@example.org", "ru@example.org"]


def test_drafted_reminder_of_another_deadline_is_refused_and_its_page_says_so(
    consultation, officer, signatory, client
):
    note = reminder_planning.draft_now(consultation, level=2, by=officer, at=SOON)
    consultations.extend(consultation, dt.date(2022, 6, 20), reason="asked for", by=signatory, at=SOON)
    page = client.signed_in(signatory).page("notes:note-detail", note.key)
    assert str(Refusal("notes.deadline_moved")) in page
    assert "The note can be issued." not in page

    with refused("notes.deadline_moved"):
        issuing.issue(note, by=signatory, at=SOON)
    issuing.discard(note, by=officer, at=SOON)


def test_reminder_that_nobody_signed_gives_way_to_the_next(consultation, officer, signatory):
    ReminderStep.objects.all().update(done_at=SOON)
    add(consultation, officer, days=4, by_note=True)
    add(consultation, officer, days=3, by_note=True)
    own = reminder_planning.draft_now(consultation, level=1, by=officer, at=SOON)
    remind(TUESDAY)
    unsigned = VerbalNote.objects.get(kind="reminder", drafted_by=None)

    remind(TUESDAY + dt.timedelta(days=1))

    unsigned.refresh_from_db()
    waiting = VerbalNote.objects.filter(kind="reminder", status="drafted").order_by("pk")
    assert (unsigned.status, unsigned.number) == ("discarded", None)
    assert [one.drafted_by for one in waiting] == [officer, None]
    assert waiting[0] == own


def test_nobody_is_reminded_once_all_have_answered_or_the_consultation_is_over(
    consultation, officer, signatory, people, set_clock
):
    note = reminder_planning.draft_now(consultation, level=2, by=officer, at=SOON)
    for user in people.values():
        comments.answer(consultation, user)
    with refused("notes.nobody_awaited"):
        issuing.issue(note, by=signatory, at=SOON)
    issuing.discard(note, by=officer, at=SOON)
    with refused("notes.nobody_awaited"):
        reminder_planning.draft_now(consultation, level=2, by=officer, at=SOON)
    with pytest.raises(ConsultationClosed, match="reminders can no longer be changed"):
        reminder_planning.draft_now(consultation, level=2, by=officer, at=notes.CLOSES_AT)


def test_a_state_that_withdrew_its_response_is_neither_awaited_nor_reminded(
    consultation, officer, people, client, set_clock
):
    set_clock(SOON)
    comments.answer(consultation, people["KZ"])
    comments.answer(consultation, people["KZ"], Position.WITHDRAWN)
    client.force_login(officer)
    assert "2 have not responded" in " ".join(page_of(client, consultation).content.decode().split())
    board = client.get(reverse("comments:consultation-board", args=[consultation.pk]))
    assert board.context["awaiting"] == 2
    add(consultation, officer)
    ReminderStep.objects.filter(working_days=5).update(done_at=MONDAY)
    remind(TUESDAY)
    assert sorted(message.to[0] for message in mail.outbox) == ["ru@example.org", "tr@example.org"]


# The plan --------------------------------------------------------------------------------------------
@pytest.mark.good_path
def test_reminder_taken_out_never_leaves_and_does_not_come_back_with_an_extension(
    consultation, officer, signatory, set_clock
):
    step = step_of(5)
    reminder_planning.remove(step, by=officer, at=SOON)
    consultations.extend(consultation, dt.date(2022, 6, 20), reason="asked for", by=signatory, at=SOON)
    schedule.replan_due(SOON)
    assert ReminderStep.objects.filter(working_days=5).count() == 1
    step.refresh_from_db()
    assert (step.skipped, step.note) == ("removed", None)
    assert AuditEntry.objects.filter(action="reminder.remove", actor=officer).exists()


def days_to_come():
    waiting = ReminderStep.objects.filter(done_at=None)
    return list(waiting.order_by("due_at").values_list("working_days", flat=True))


def extend_after_the_first_reminder(consultation, signatory, set_clock):
    """Send the reminder of the fifth day and extend: it is planned again before the new deadline."""
    reminder_sending.send_due(set_clock(MONDAY))
    extend(consultation, signatory, dt.date(2022, 6, 20), MONDAY)
    assert days_to_come() == [5, 2, 1]
    return ReminderStep.objects.get(working_days=5, done_at=None)


def extend(consultation, signatory, day, at):
    consultation.refresh_from_db()
    consultations.extend(consultation, day, reason="asked for", by=signatory, at=at)
    schedule.replan_due(at)


def test_repeated_reminder_that_is_taken_out_does_not_come_back(consultation, officer, signatory, set_clock):
    step = extend_after_the_first_reminder(consultation, signatory, set_clock)
    reminder_planning.remove(step, by=officer, at=MONDAY)
    assert schedule.replan_due(TUESDAY) == []
    extend(consultation, signatory, dt.date(2022, 6, 27), TUESDAY)
    assert days_to_come() == [2, 1]


def test_repeated_reminder_that_is_changed_does_not_come_back_beside_it(
    consultation, officer, signatory, set_clock
):
    step = extend_after_the_first_reminder(consultation, signatory, set_clock)
    reminder_planning.change(step, working_days=8, level=1, by_note=True, by=officer, at=MONDAY)
    assert schedule.replan_due(TUESDAY) == []
    extend(consultation, signatory, dt.date(2022, 6, 27), TUESDAY)
    assert days_to_come() == [8, 2, 1]
    step.refresh_from_db()
    assert (step.working_days, step.is_approved) == (8, False)


def test_reminder_that_is_set_again_after_it_was_taken_out_is_repeated(
    consultation, officer, signatory, set_clock
):
    step = extend_after_the_first_reminder(consultation, signatory, set_clock)
    reminder_planning.change(step, working_days=8, level=1, by_note=True, by=officer, at=MONDAY)
    again = add(consultation, officer, days=5, level=2, at=TUESDAY)
    assert schedule.replan_due(TUESDAY) == []
    reminder_sending.send_due(set_clock(again.due_at))
    extend(consultation, signatory, dt.date(2022, 6, 27), again.due_at)
    found = ReminderStep.objects.filter(done_at=None).order_by("due_at").values_list("working_days", "level")
    assert list(found) == [(8, 1), (5, 2), (2, 2), (1, 3)]


def test_what_is_due_or_done_is_not_changed(consultation, officer, set_clock):
    set_clock(MONDAY)
    step = step_of(5)
    for act in (reminder_planning.remove, lambda one, **who: reminder_planning.change(
        one, working_days=3, level=1, by_note=False, **who
    )):  # fmt: skip
        with refused("notes.step_done"):
            act(step, by=officer, at=MONDAY)


@pytest.mark.parametrize(
    ("days", "level", "refusal"),
    [
        (0, 1, "notes.wrong_days"),
        (31, 1, "notes.wrong_days"),
        (4, 9, "notes.wrong_days"),
        (20, 1, "notes.not_ahead"),
        (5, 1, "notes.set_already"),
    ],
)
def test_wrong_terms_are_refused(consultation, officer, days, level, refusal):
    with refused(refusal):
        add(consultation, officer, days=days, level=level)
    assert ReminderStep.objects.count() == 3


def test_only_the_secretariat_plans(consultation, people):
    for user in (people["KZ"], members.coordinator(people["RU"].member_state)):
        with pytest.raises(NotAllowed):
            add(consultation, user)
        with pytest.raises(NotAllowed):
            reminder_planning.remove(step_of(5), by=user, at=SOON)


# The page --------------------------------------------------------------------------------------------
def page_of(client, consultation):
    return client.get(reverse("notes:reminder-plan", args=[consultation.pk]))


def test_page_shows_what_will_be_sent_when_to_whom_in_which_words(consultation, officer, client):
    add(consultation, officer)
    client.force_login(officer)
    text = " ".join(page_of(client, consultation).content.decode().split())
    for words in (
        "3 have not responded",
        "kz@example.org (Contact point)",
        "has the honor to recall",
        "имеет честь напомнить",
        "еске салуды өзіне мәртебе санайды",
        "recalls its Note No.",
        "Monday, 30 May 2022, 09:00",
    ):
        assert words in text, words


def mark_of(page, step):
    return next(row["mark"] for row in page.context["coming"] if row["step"] == step)


def test_a_reminder_that_was_changed_since_it_was_shown_is_not_approved(
    consultation, officer, signatory, client
):
    refusal = (
        "The reminder has changed since it was shown to you. It was not approved: check it, then approve it."
    )
    step = add(consultation, officer, by_note=True)
    plan = reverse("notes:reminder-plan", args=[consultation.pk])
    shown = mark_of(client.signed_in(signatory).get(plan), step)
    reminder_planning.change(step, working_days=3, level=3, by_note=True, by=officer, at=SOON)

    for sent in ({"mark": shown}, {}):
        page = client.post(reverse("notes:reminder-approve", args=[step.pk]), sent, follow=True)
        assert refusal in ordinary(page.content.decode())
        assert not step_of(3).is_approved
    client.post(reverse("notes:reminder-approve", args=[step.pk]), {"mark": mark_of(page, step)})
    assert step_of(3).approved_by == signatory


def test_page_sets_changes_approves_and_removes(consultation, officer, signatory, client):
    client.force_login(officer)
    plan = reverse("notes:reminder-plan", args=[consultation.pk])
    answer = client.post(plan, {"new-working_days": "4", "new-level": "1", "new-by_note": "on"})
    assert (answer.status_code, answer.url) == (302, plan)
    step = step_of(4)
    assert not step.is_approved
    wrong = client.post(plan, {"new-working_days": "20", "new-level": "1"})
    assert (wrong.status_code, "has already passed" in wrong.content.decode()) == (422, True)
    changed = {
        f"step-{step.pk}-working_days": "3",
        f"step-{step.pk}-level": "3",
        f"step-{step.pk}-by_note": "on",
    }
    client.post(reverse("notes:reminder-step", args=[step.pk]), changed)
    assert (step_of(3).level, step_of(3).pk) == (3, step.pk)
    shown = mark_of(client.signed_in(signatory).get(plan), step)
    client.post(reverse("notes:reminder-approve", args=[step.pk]), {"mark": shown})
    assert step_of(3).approved_by == signatory
    client.post(reverse("notes:reminder-remove", args=[step.pk]))
    assert step_of(3).skipped == "removed"


def test_page_drafts_a_numbered_reminder_now(consultation, officer, client):
    client.force_login(officer)
    answer = client.post(reverse("notes:reminder-draft", args=[consultation.pk]), {"draft-level": "2"})
    note = VerbalNote.objects.get(kind="reminder")
    assert answer.url == reverse("notes:note-detail", args=[note.key])
    assert "awaits signature" in page_of(client, consultation).content.decode()


def test_page_of_a_closed_consultation_sends_nothing_more(consultation, officer, client, set_clock):
    set_clock(notes.CLOSES_AT)
    client.force_login(officer)
    text = page_of(client, consultation).content.decode()
    assert "The consultation is closed: nothing more will be sent." in text
    assert "This is what would be sent now." not in text
    assert "Add a reminder" not in text
