import datetime as dt

import pytest
from django.core import mail
from django.urls import reverse

from comments.procedure import consultations
from comments.procedure.deadlines import grants, unsubmitted
from comments.writing import drafts
from members.enums import Role
from members.mailing import personal
from members.models import PersonalMail, User
from tests.factories import comments, members

HOUR = dt.timedelta(hours=1)
NEAR = comments.CLOSES_AT - 20 * HOUR
VERY_NEAR = comments.CLOSES_AT - HOUR


@pytest.fixture
def deputy(contact):
    return members.user(Role.DEPUTY, contact.member_state, language="ru")


def warned() -> list[str]:
    of_kind = PersonalMail.objects.filter(kind=unsubmitted.KIND)
    return sorted(of_kind.values_list("address", flat=True))


def warn(at):
    unsubmitted.warn_due(at)
    return warned()


def test_contact_points_and_deputies_are_warned_once_for_each_step(consultation, contact, deputy, drafter):
    comments.draft(consultation, drafter)
    assert warn(comments.CLOSES_AT - 25 * HOUR) == []
    for at in (NEAR, NEAR + HOUR, NEAR + 17 * HOUR):
        assert warn(at) == sorted([contact.email, deputy.email])
    for at in (VERY_NEAR, VERY_NEAR + HOUR / 2):
        assert warn(at) == sorted([contact.email, deputy.email] * 2)
    assert warn(comments.CLOSES_AT) == sorted([contact.email, deputy.email] * 2)


def test_a_missed_step_is_overtaken_by_the_next(consultation, contact):
    comments.draft(consultation, contact)
    assert warn(VERY_NEAR) == [contact.email]


def test_who_has_nothing_in_hand_is_not_warned(consultation, contact, other):
    comments.draft(consultation, other)
    comments.answer(consultation, other, "comments")
    assert warn(NEAR) == []


def test_a_draft_changed_since_it_was_filed_is_warned_of(consultation, contact, at):
    draft = comments.draft(consultation, contact)
    comments.answer(consultation, contact, "comments")
    assert warn(NEAR) == []
    said = ("block_key", "type", "language", "proposed_text", "rationale")
    values = {name: getattr(draft, name) for name in said} | {"remark": "Another remark"}
    drafts.save(consultation, by=contact, at=at, draft=draft, version=draft.version, **values)
    assert warn(NEAR) == [contact.email]


def test_a_draft_beside_no_objection_is_warned_of(consultation, contact):
    comments.draft(consultation, contact)
    comments.answer(consultation, contact)
    assert warn(NEAR) == [contact.email]


@pytest.fixture
def removed(consultation, contact, at):
    """Submit two comments, and remove the draft of one."""
    kept = comments.draft(consultation, contact, remark="Kept")
    gone = comments.draft(consultation, contact, remark="Gone")
    comments.answer(consultation, contact, "comments")
    drafts.remove(gone, by=contact, at=at)
    return kept


def test_a_submitted_comment_without_its_draft_is_warned_of(consultation, contact, removed, set_clock):
    assert warn(NEAR) == [contact.email]

    warn(set_clock(NEAR))
    personal.deliver_due(NEAR)
    assert len(mail.outbox) == 1


def test_a_response_without_the_removed_comment_ends_the_warning(consultation, contact, removed):
    comments.answer(consultation, contact, "comments")
    assert (warn(NEAR), list(unsubmitted.states(consultation))) == ([], [])


def test_a_moved_deadline_is_warned_of_anew(consultation, contact, signatory, at):
    comments.draft(consultation, contact)
    assert warn(NEAR) == [contact.email]
    consultations.extend(consultation, dt.date(2022, 6, 10), reason="Time", by=signatory, at=NEAR)
    personal.deliver_due(NEAR)
    assert (PersonalMail.objects.get().status, mail.outbox) == ("cancelled", [])
    assert warn(NEAR) == [contact.email]
    assert warn(NEAR + 4 * 24 * HOUR) == [contact.email] * 2


def test_what_is_filed_before_the_mail_leaves_is_not_warned_of(consultation, contact, set_clock):
    comments.draft(consultation, contact)
    warn(set_clock(NEAR))
    comments.answer(consultation, contact, "comments")
    personal.deliver_due(NEAR)
    assert mail.outbox == []


def test_a_person_who_no_longer_answers_for_the_state_gets_no_mail(consultation, contact):
    comments.draft(consultation, contact)
    warn(NEAR)
    User.objects.filter(pk=contact.pk).update(role=Role.READER)
    personal.deliver_due(NEAR)
    assert mail.outbox == []


def test_the_mail_says_until_when_and_nothing_of_the_comment(consultation, contact):
    subject = (
        "Reminder: response not submitted, consultation {}, deadline Monday, 6 June 2022, 23:59 "
        "(Nur-Sultan time, UTC+06:00)"
    )
    User.objects.filter(pk=contact.pk).update(language="en")
    comments.draft(consultation, contact, remark="A secret remark")
    warn(NEAR)
    personal.deliver_due(NEAR)
    [message] = mail.outbox
    assert message.subject == subject.format(consultation.reference)
    assert "secret" not in message.body
    assert f"https://portal.example.org/consultations/{consultation.pk}/" in message.body


def test_a_state_with_time_of_its_own_is_warned_before_that_ends(consultation, contact, other, signatory):

    for who in (contact, other):
        comments.draft(consultation, who)
    until = comments.CLOSES_AT + 48 * HOUR
    grants.give(
        consultation,
        contact.member_state,
        until=until,
        reason="Asked for",
        by=signatory,
        at=comments.CLOSES_AT - HOUR,
    )
    consultations.close(consultation, at=comments.CLOSES_AT)
    assert warn(until - 30 * HOUR) == []
    assert warn(until - 3 * HOUR) == [contact.email]
    assert warn(until - HOUR) == [contact.email] * 2


# pages

BANNER = "your delegation has unsubmitted changes"


def pages(client, consultation) -> list[bool]:
    names = ["/", reverse("comments:consultation-list"), reverse("comments:answer-list")]
    names.append(reverse("comments:consultation-detail", args=[consultation.pk]))
    return [BANNER in client.get(name).content.decode() for name in names]


@pytest.mark.parametrize("role", [Role.CONTACT_POINT, Role.DEPUTY, Role.DRAFTER, Role.READER])
def test_the_delegations_pages_carry_a_banner_near_the_deadline_only(
    consultation, contact, client, set_clock, role
):
    comments.draft(consultation, contact)
    client.force_login(members.user(role, contact.member_state, language="en"))
    assert pages(client, consultation) == [False] * 4
    set_clock(NEAR)
    assert pages(client, consultation) == [True] * 4
    comments.answer(consultation, contact, "comments")
    assert pages(client, consultation) == [False] * 4
    set_clock(comments.CLOSES_AT)
    comments.draft(consultation, contact)
    assert pages(client, consultation) == [False] * 4


STILL = "1 comment removed from the drafts is still in the response"


def saying(client, consultation, sentence) -> list[bool]:
    names = ["/", reverse("comments:consultation-list"), reverse("comments:answer-list")]
    names.append(reverse("comments:consultation-detail", args=[consultation.pk]))
    return [sentence in " ".join(client.get(name).content.decode().split()) for name in names]


def test_pages_say_that_a_removed_comment_is_still_submitted(
    consultation, contact, removed, client, set_clock
):
    client.force_login(contact)
    assert saying(client, consultation, STILL) == [True] * 4
    assert saying(client, consultation, "Nothing changed since your response") == [False] * 4
    set_clock(NEAR)
    assert pages(client, consultation) == [True] * 4
    set_clock(comments.CLOSES_AT)
    assert saying(client, consultation, STILL) == [False] * 4


def test_a_submission_shows_which_submitted_comment_falls_away(consultation, contact, removed, client):
    url = reverse("comments:response-submit", args=[consultation.pk])
    page = client.signed_in(contact).get(url)
    assert [said.remark for said in page.context["written"]] == ["Kept"]
    assert "Gone" in page.content.decode().partition("No longer in the response")[2]
    comments.answer(consultation, contact, "comments")
    assert "No longer in the response" not in client.get(url).content.decode()
