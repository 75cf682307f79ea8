import datetime as dt

import pytest
from django.core import mail
from django.urls import reverse

from cica_portal.errors import NotAllowed
from comments.models import InternalDeadline
from comments.refusals import ConsultationClosed
from comments.writing import internal_deadlines
from members import audit
from members.enums import Role
from members.mailing import personal
from members.models import AuditEntry, DelegationEntry, PersonalMail, User
from tests.factories import comments, members
from tests.refusing import refused

# Friday, 3 June 2022, 18:00 by the clock of Astana, which is the Secretariat's too.
DUE = dt.datetime(2022, 6, 3, 12, tzinfo=dt.UTC)
DAY_BEFORE, SAME_DAY = dt.datetime(2022, 6, 2, 3, tzinfo=dt.UTC), dt.datetime(2022, 6, 3, 3, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


def put(consultation, by, due_at=DUE, at=dt.datetime(2022, 6, 1, 6, tzinfo=dt.UTC)):
    return internal_deadlines.put(consultation, due_at, by=by, at=at)


def remind(at) -> list[str]:
    internal_deadlines.remind_due(at)
    return sorted(PersonalMail.objects.values_list("address", flat=True))


# the act


def test_a_deadline_is_set_moved_and_taken_away_on_the_delegations_own_record(consultation, contact, at):
    before = AuditEntry.objects.count()
    put(consultation, contact)
    put(consultation, contact, DUE + MINUTE)
    assert InternalDeadline.objects.get().due_at == DUE + MINUTE
    internal_deadlines.clear(consultation, by=contact, at=at)
    internal_deadlines.clear(consultation, by=contact, at=at)

    assert not InternalDeadline.objects.exists()
    audit.seal_delegations()
    assert list(DelegationEntry.objects.values_list("sequence", "action", "member_state", "actor")) == [
        (1, "internal_deadline.set", contact.member_state_id, contact.pk),
        (2, "internal_deadline.set", contact.member_state_id, contact.pk),
        (3, "internal_deadline.clear", contact.member_state_id, contact.pk),
    ]
    assert DelegationEntry.objects.get(sequence=2).before == {"due_at": DUE.isoformat()}
    assert AuditEntry.objects.count() == before
    audit.verify_delegations()


@pytest.mark.parametrize("role", [Role.DRAFTER, Role.READER, Role.COORDINATOR, Role.OFFICER, Role.SIGNATORY])
def test_only_contact_point_and_deputy_set_it(consultation, role):
    state = None if role in {Role.OFFICER, Role.SIGNATORY} else members.member_state("KZ")
    for act in (put, lambda *args: internal_deadlines.clear(*args[:1], by=args[1], at=DUE)):
        with pytest.raises(NotAllowed):
            act(consultation, members.user(role, state))


def test_it_lies_ahead_and_before_the_deadline_of_the_consultation(consultation, contact, at):
    with refused("comments.has_passed"):
        put(consultation, contact, at)
    for late in (comments.CLOSES_AT, comments.CLOSES_AT + MINUTE):
        with refused("comments.after_the_deadline"):
            put(consultation, contact, late)
    put(consultation, contact, comments.CLOSES_AT - MINUTE)
    with pytest.raises(ConsultationClosed):
        put(consultation, contact, comments.CLOSES_AT + 2 * MINUTE, at=comments.CLOSES_AT)


# reminders


def test_those_who_write_are_reminded_the_working_day_before_and_on_the_day(consultation, contact, drafter):
    members.user(Role.READER, contact.member_state)
    members.drafter(contact.member_state, is_active=False)
    members.drafter(contact.member_state, email="")
    put(consultation, contact)
    both = sorted([contact.email, drafter.email])
    assert remind(DAY_BEFORE - MINUTE) == []
    assert remind(DAY_BEFORE) == remind(DAY_BEFORE + 60 * MINUTE) == both
    assert remind(SAME_DAY) == remind(DUE - MINUTE) == sorted(both * 2)
    assert remind(DUE) == sorted(both * 2)


def test_none_is_sent_for_a_moment_before_the_deadline_was_set(consultation, contact):
    put(consultation, contact, at=DAY_BEFORE + MINUTE)
    assert remind(DAY_BEFORE + 2 * MINUTE) == []
    assert remind(SAME_DAY) == [contact.email]


def test_the_day_before_a_monday_is_a_friday_by_the_clock_of_the_capital(consultation, other):
    """Istanbul is at UTC+3: nine o'clock there is six o'clock UTC."""
    deadline = put(consultation, other, dt.datetime(2022, 6, 6, 8, tzinfo=dt.UTC))
    assert internal_deadlines.reminders(deadline) == [
        dt.datetime(2022, 6, 3, 6, tzinfo=dt.UTC),
        dt.datetime(2022, 6, 6, 6, tzinfo=dt.UTC),
    ]


def test_a_moved_deadline_has_reminders_of_its_own_and_the_old_ones_do_not_leave(consultation, contact):
    put(consultation, contact)
    remind(DAY_BEFORE)
    put(consultation, contact, DUE + dt.timedelta(days=3), at=DAY_BEFORE + MINUTE)
    personal.deliver_due(DAY_BEFORE + MINUTE)
    assert mail.outbox == []
    assert len(remind(SAME_DAY)) == 2


def test_who_is_done_is_not_reminded_and_who_has_more_in_hand_is(consultation, contact):
    put(consultation, contact)
    comments.answer(consultation, contact, "comments")
    assert remind(DAY_BEFORE) == []
    comments.draft(consultation, contact, remark="More")
    assert remind(DAY_BEFORE) == [contact.email]


def test_a_person_moved_or_demoted_before_the_mail_leaves_gets_none(consultation, contact, drafter):
    put(consultation, contact)
    remind(DAY_BEFORE)
    User.objects.filter(pk=drafter.pk).update(role=Role.READER)
    User.objects.filter(pk=contact.pk).update(member_state=members.member_state("TR"))
    personal.deliver_due(DAY_BEFORE)
    assert mail.outbox == []


def test_a_consultation_that_closed_reminds_nobody(consultation, contact, signatory):
    put(consultation, contact, comments.CLOSES_AT - MINUTE)
    comments.move_deadline(consultation, DAY_BEFORE)
    assert remind(dt.datetime(2022, 6, 6, 4, tzinfo=dt.UTC)) == []


def test_the_reminder_names_both_deadlines_and_no_comment(consultation, contact):
    subject = "Reminder: internal deadline of your delegation, Friday, 3 June 2022, 18:00 (UTC+06:00)"
    User.objects.filter(pk=contact.pk).update(language="en")
    comments.draft(consultation, contact, remark="A secret remark")
    put(consultation, contact)
    remind(DAY_BEFORE)
    personal.deliver_due(DAY_BEFORE)
    [message] = mail.outbox
    assert message.subject == subject
    assert "23:59 (Nur-Sultan time, UTC+06:00)" in message.body and "secret" not in message.body


# pages


def test_the_form_takes_the_clock_of_the_capital(consultation, other, client):
    url = reverse("comments:internal-deadline", args=[consultation.pk])
    answer = client.signed_in(other).post(url, {"day": "2022-06-03", "hour": "18:00"})
    assert answer.url == reverse("comments:consultation-detail", args=[consultation.pk])
    assert InternalDeadline.objects.get().due_at == dt.datetime(2022, 6, 3, 15, tzinfo=dt.UTC)
    assert 'value="18:00"' in client.get(url).content.decode()
    client.post(url, {"clear": "1"})
    assert not InternalDeadline.objects.exists()


def own_pages(consultation):
    names = [
        reverse("comments:consultation-list"),
        reverse("comments:consultation-detail", args=[consultation.pk]),
    ]
    return ["/", *names]


def test_the_whole_delegation_sees_it_by_the_clock_of_the_capital(consultation, other, client):
    put(consultation, other)
    client.force_login(members.user(Role.READER, other.member_state, language="en"))
    for url in own_pages(consultation):
        page = client.get(url).content.decode()
        assert (
            "Internal deadline of your delegation: Friday, 3\u00a0June\u00a02022, 15:00 (UTC+03:00)" in page
        )


def test_a_withdrawn_consultation_is_over_for_the_own_deadline_too(consultation, contact):
    put(consultation, contact)
    consultation.status = "withdrawn"
    consultation.save(update_fields=["status"])
    assert remind(DAY_BEFORE) == []
