"""Hand-overs: asked, confirmed, refused, withdrawn; who is the contact point at an instant answers."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse
from django.utils import translation

from cica_portal.errors import NotAllowed
from comments.enums import Position
from comments.models import DraftComment
from comments.writing import responses
from dashboard.start import open_points
from members.delegations import hand_overs, invitations
from members.directory import people
from members.enums import Role
from members.mailing import letters
from members.models import AuditEntry, HandOver, PersonalMail, User
from tests.factories import comments, members
from tests.refusing import refused

AT = dt.datetime(2022, 6, 1, 6, tzinfo=dt.UTC)
LATER = AT + dt.timedelta(days=40)


@pytest.fixture
def contact(db, set_clock):
    set_clock(AT)
    return members.contact_point(first_name="Aigerim", last_name="Bek")


@pytest.fixture
def colleague(contact):
    return members.drafter(contact.member_state, first_name="Dana", last_name="Omar")


@pytest.fixture
def officer(contact):
    return members.officer()


@pytest.fixture
def asked(contact, colleague):
    return hand_overs.ask(colleague=colleague, by=contact, at=AT)


def roles(*persons):
    return [User.objects.get(pk=one.pk).role for one in persons]


def kinds_of(user, at=AT):
    return [point.kind for point in open_points.of_reader(user, at).own]


@pytest.fixture
def invited(contact, officer):
    """Return a confirmed hand-over to somebody who has an account by now."""
    made = hand_overs.ask(address="next@example.org", language="kk", by=contact, at=AT)
    hand_overs.confirm(made, by=officer, at=AT)
    assert hand_overs.carry_out_due(LATER) == []
    token = invitations.new_token(made.invitation, at=AT)
    invitations.accept(
        token, first_name="Next", last_name="One", language="kk", password="correct horse", at=AT
    )
    made.invitation.refresh_from_db()
    return made


@pytest.mark.good_path
def test_a_confirmed_hand_over_takes_effect_at_once(contact, colleague, officer, asked):
    hand_overs.confirm(asked, by=officer, at=AT)
    assert roles(contact, colleague) == [Role.READER, Role.CONTACT_POINT]
    assert hand_overs.carry_out_due(LATER) == []
    assert [entry for entry in AuditEntry.objects.values_list("action", flat=True) if "hand" in entry] == [
        "hand_over.ask",
        "hand_over.confirm",
        "hand_over.take_effect",
    ]


def test_without_a_confirmation_the_contact_point_stays(contact, colleague, asked):
    assert hand_overs.carry_out_due(LATER) == []
    assert roles(contact, colleague) == [Role.CONTACT_POINT, Role.DRAFTER]


def test_who_gets_access_back_takes_the_post_only_once_it_is_confirmed_again(contact, officer, invited):
    successor = invited.invitation.accepted_by
    assert kinds_of(officer) == []
    people.remove(successor, by=contact, at=AT)
    assert hand_overs.carry_out_due(AT) == []
    assert (kinds_of(officer), roles(contact)) == (["hand_over"], [Role.CONTACT_POINT])
    invited.refresh_from_db()
    with refused("members.no_succession"):
        hand_overs.confirm(invited, by=officer, at=AT)
    people.reinstate(successor, by=contact, at=LATER)
    assert hand_overs.carry_out_due(LATER) == []
    assert roles(contact, successor) == [Role.CONTACT_POINT, Role.DRAFTER]
    hand_overs.confirm(invited, by=officer, at=LATER)
    assert roles(contact, successor) == [Role.READER, Role.CONTACT_POINT]
    acts = AuditEntry.objects.filter(action__startswith="hand_over.").order_by("sequence")
    assert [one.action.partition(".")[2] for one in acts] == [
        "ask",
        "confirm",
        "lapse",
        "confirm",
        "take_effect",
    ]


def test_it_is_the_secretariats_point_until_confirmed(contact, officer, asked):
    assert (kinds_of(officer), kinds_of(contact)) == (["hand_over"], [])
    hand_overs.confirm(asked, by=officer, at=AT)
    assert kinds_of(officer) == []


def test_an_invited_successor_takes_the_post_once_there_is_an_account(contact, invited):
    assert hand_overs.carry_out_due(AT) == [invited]
    assert roles(contact, invited.invitation.accepted_by) == [Role.READER, Role.CONTACT_POINT]


def test_who_handed_over_answers_no_more(colleague, officer):
    contact = User.objects.get(role=Role.CONTACT_POINT)
    consultation = comments.consultation()
    comments.draft(consultation, contact)
    made = hand_overs.ask(colleague=colleague, by=contact, at=AT)

    def submit(by):
        return responses.submit(consultation, position=Position.COMMENTS, by=by, request_key=uuid.uuid4())

    hand_overs.confirm(made, by=officer, at=AT)
    with pytest.raises(NotAllowed):
        submit(contact)
    assert submit(User.objects.get(pk=colleague.pk)).version == 1
    assert DraftComment.objects.get().member_state_id == contact.member_state_id


def test_both_are_told_in_their_languages(contact, colleague, officer, asked):
    hand_overs.confirm(asked, by=officer, at=AT)
    mails = PersonalMail.objects.filter(kind="hand_over")
    told = [(mail.values["event"], mail.recipient_id) for mail in mails]
    assert sorted(told) == sorted([("asked", colleague.pk), ("done", contact.pk), ("done", colleague.pk)])
    last = mails.filter(values__event="done").first()
    for language in ("en", "ru", "kk"):
        with translation.override(language):
            last.language = language
            letter = letters.compose(last, AT)
        state = {"en": "State KZ", "ru": "Государство KZ", "kk": "Мемлекет KZ"}[language]
        assert state in letter.subject and "Dana Omar" in letter.body
    assert letters.compose(mails.get(values__event="asked"), AT) is None


@pytest.mark.good_path
def test_refused_or_withdrawn_it_never_takes_effect(contact, colleague, officer, asked):
    with refused("members.hand_over_reason_needed"):
        hand_overs.refuse(asked, reason=" ", by=officer, at=AT)
    with pytest.raises(NotAllowed):
        hand_overs.refuse(asked, reason="No", by=contact, at=AT)
    hand_overs.refuse(asked, reason="A note is awaited", by=officer, at=AT)
    with refused("members.hand_over_gone"):
        hand_overs.confirm(asked, by=officer, at=AT)
    again = hand_overs.ask(colleague=colleague, by=contact, at=AT)
    with pytest.raises(NotAllowed):
        hand_overs.withdraw(again, by=colleague, at=AT)
    hand_overs.withdraw(again, by=contact, at=AT)
    assert hand_overs.carry_out_due(LATER) == []
    assert not HandOver.objects.open().exists()


def test_asking_is_refused(contact, colleague, asked):
    stranger = members.contact_point(members.member_state("TR"))

    def ask(colleague=colleague, by=stranger):
        return hand_overs.ask(colleague=colleague, by=by, at=AT)

    with refused("members.not_a_colleague"):
        ask()
    with refused("members.not_a_colleague"):
        ask(colleague=stranger)
    with pytest.raises(NotAllowed):
        ask(by=colleague, colleague=contact)
    with refused("members.handed_over_already"):
        ask(by=contact)


def test_the_whole_way_on_the_pages(contact, colleague, officer, client):
    client.force_login(contact)
    data = {"colleague": str(colleague.key), "language": "en"}
    assert client.post(reverse("members:hand-over"), data | {"colleague": ""}).status_code == 422
    page = client.post(reverse("members:hand-over"), data, follow=True).content.decode()
    assert "to be confirmed by the Secretariat" in page
    client.force_login(officer)
    assert "Confirm 1 hand-over of a contact point" in client.get("/").content.decode()
    assert (
        "Hand-over of the post of contact point"
        in client.get(reverse("dashboard:open-points")).content.decode()
    )
    made = HandOver.objects.get()
    client.post(reverse("members:hand-over-confirm", args=[made.pk]))
    assert roles(contact, colleague) == [Role.READER, Role.CONTACT_POINT]


@pytest.mark.parametrize("reason", ["", "x" * 2001])
def test_a_refusal_without_a_reason_that_fits_comes_back_with_what_was_typed(asked, officer, client, reason):
    client.force_login(officer)
    url = reverse("members:hand-over-refuse", args=[asked.pk])
    answer = client.post(url, {"reason": reason})
    assert answer.status_code == 422 and reason in answer.content.decode()
    assert HandOver.objects.open().count() == 1
    page = client.post(url, {"reason": "He stays"}, follow=True).content.decode()
    assert "Hand-over refused" in page
    assert HandOver.objects.get().reason == "He stays"


def test_another_delegation_sees_none_of_it(asked, client):
    client.force_login(members.contact_point(members.member_state("TR")))
    assert "Dana Omar" not in client.get(reverse("members:delegation")).content.decode()
    assert client.post(reverse("members:hand-over-withdraw", args=[asked.pk])).status_code == 404
