import datetime as dt
import threading

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connections
from django.urls import reverse

from cica_portal import clock
from cica_portal.errors import NotAllowed
from cica_portal.spaces import ordinary
from members.directory import people
from members.enums import Role
from members.mailing import personal
from members.models import AuditEntry, Invitation, User
from tests.clients import PortalClient
from tests.factories import members
from tests.refusing import kind_of, refused

AT = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)


@pytest.fixture
def contact(db):
    return members.contact_point(members.member_state("KZ"))


@pytest.fixture
def drafter(contact):
    return members.drafter(contact.member_state)


def last_entry() -> tuple:
    entry = AuditEntry.objects.last()
    return entry.action, entry.actor, entry.member_state, entry.before, entry.after


def test_set_language_keeps_it_with_the_person_and_records_it(db):
    user = members.officer(language="en")
    people.set_language(user, "kk")

    user.refresh_from_db()
    assert user.language == "kk"
    assert last_entry() == ("user.set_language", user, None, {"language": "en"}, {"language": "kk"})
    people.set_language(user, "kk")
    assert AuditEntry.objects.count() == 1


# role


def test_a_contact_point_changes_a_role_in_the_own_delegation(contact, drafter):
    people.change_role(drafter, Role.DEPUTY, by=contact, at=AT)

    drafter.refresh_from_db()
    assert drafter.role == Role.DEPUTY
    assert last_entry() == (
        "user.change_role",
        contact,
        contact.member_state,
        {"role": "drafter"},
        {"role": "deputy"},
    )


@pytest.mark.parametrize("role", [Role.CONTACT_POINT, Role.COORDINATOR, Role.OFFICER, Role.SIGNATORY, "x"])
def test_a_contact_point_gives_no_role_above_deputy(contact, drafter, role):
    with pytest.raises(NotAllowed):
        people.change_role(drafter, role, by=contact, at=AT)

    assert User.objects.get(pk=drafter.pk).role == Role.DRAFTER


def test_nobody_changes_the_own_role(contact):
    for person in (contact, members.officer(), members.signatory()):
        for act in (
            lambda person=person: people.change_role(person, Role.READER, by=person, at=AT),
            lambda person=person: people.remove(person, by=person, at=AT),
            lambda person=person: people.change_address(person, "mine@example.org", by=person, at=AT),
        ):
            with pytest.raises(NotAllowed):
                act()
    assert not AuditEntry.objects.exists()


def who_may_not(contact):
    state = contact.member_state
    return [
        members.user(Role.DEPUTY, state),
        members.drafter(state),
        members.user(Role.READER, state),
        members.contact_point(members.member_state("TR")),
        members.coordinator(state),
        members.contact_point(state, is_active=False),
    ]


def test_who_does_not_manage_the_person_changes_nothing(contact, drafter):
    for by in who_may_not(contact):
        for act in (
            lambda by=by: people.change_role(drafter, Role.READER, by=by, at=AT),
            lambda by=by: people.change_address(drafter, "new@example.org", by=by, at=AT),
            lambda by=by: people.remove(drafter, by=by, at=AT),
            lambda by=by: people.reinstate(drafter, by=by, at=AT),
        ):
            with pytest.raises(NotAllowed):
                act()
    assert (User.objects.get(pk=drafter.pk).role, AuditEntry.objects.exists()) == (Role.DRAFTER, False)


def test_a_contact_point_does_not_manage_another_contact_point_nor_the_coordinator(contact):
    for person in (members.contact_point(contact.member_state), members.coordinator(contact.member_state)):
        with pytest.raises(NotAllowed):
            people.remove(person, by=contact, at=AT)


def test_a_right_taken_away_in_the_meantime_no_longer_holds(contact, drafter):
    User.objects.filter(pk=contact.pk).update(role=Role.READER)

    with pytest.raises(NotAllowed):
        people.remove(drafter, by=contact, at=AT)


def test_an_officer_changes_contact_points_but_makes_no_signatory(contact, drafter):
    officer, other = members.officer(), members.officer()

    people.change_role(drafter, Role.CONTACT_POINT, by=officer, at=AT)
    for person, role in ((other, Role.SIGNATORY), (other, Role.OFFICER), (drafter, Role.SIGNATORY)):
        with pytest.raises(NotAllowed):
            people.change_role(person, role, by=officer, at=AT)

    assert User.objects.get(pk=drafter.pk).role == Role.CONTACT_POINT


def test_a_signatory_makes_a_signatory(db):
    signatory, officer = members.signatory(), members.officer()

    people.change_role(officer, Role.SIGNATORY, by=signatory, at=AT)

    assert User.objects.get(pk=officer.pk).role == Role.SIGNATORY


def test_a_role_of_another_house_is_refused(contact, drafter):
    signatory = members.signatory()
    with refused("members.not_between_these"):
        people.change_role(drafter, Role.OFFICER, by=signatory, at=AT)
    with refused("members.not_between_these"):
        people.change_role(drafter, Role.COORDINATOR, by=signatory, at=AT)


def test_the_last_contact_point_stays_until_there_is_a_successor(contact, drafter):
    officer = members.officer()
    for act in (
        lambda: people.remove(contact, by=officer, at=AT),
        lambda: people.change_role(contact, Role.DEPUTY, by=officer, at=AT),
    ):
        with refused("members.last_contact_point", match="State KZ would have no contact point"):
            act()
    people.change_role(drafter, Role.CONTACT_POINT, by=officer, at=AT)
    people.remove(contact, by=officer, at=AT)

    assert User.objects.get(pk=contact.pk).is_active is False


def test_a_removed_contact_point_is_no_successor(contact):
    members.contact_point(contact.member_state, is_active=False)
    members.contact_point(members.member_state("TR"))

    with refused("members.last_contact_point"):
        people.remove(contact, by=members.officer(), at=AT)


def test_the_last_signatory_stays(db):
    first, second = members.signatory(), members.signatory()
    people.remove(second, by=first, at=AT)
    with pytest.raises(NotAllowed):
        people.remove(first, by=second, at=AT)
    User.objects.filter(pk=second.pk).update(is_active=True)
    User.objects.filter(pk=first.pk).update(is_active=False)
    User.objects.filter(pk=first.pk).update(is_active=True, role=Role.OFFICER)
    with refused("members.last_signatory"):
        people._refuse_if_last(User.objects.get(pk=second.pk))


# address


@pytest.mark.good_path
def test_a_changed_address_is_recorded_with_both(contact, drafter):
    former = drafter.email
    people.change_address(drafter, " New@Example.org ", by=contact, at=AT)

    drafter.refresh_from_db()
    assert drafter.email == "new@example.org"
    assert last_entry()[0::3] == ("user.change_address", {"address": former})
    assert last_entry()[4] == {"address": "new@example.org"}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "The e-mail address of your account was changed"),
        ("ru", "Адрес электронной почты Вашей учетной записи изменен"),
        ("kk", "электрондық пошта мекенжайы өзгерді"),
    ],
)
def test_the_former_address_is_told_that_another_one_was_given(contact, drafter, language, said):
    User.objects.filter(pk=drafter.pk).update(language=language)
    former = drafter.email
    people.change_address(drafter, "new@example.org", by=contact, at=AT)
    personal.deliver_due(AT)

    [message] = mail.outbox
    assert message.to == [former]
    assert said in ordinary(message.body) and contact.display_name in message.body


def test_an_address_of_a_colleague_is_refused_and_of_a_stranger_not_told_of(contact, drafter):
    stranger = members.drafter(members.member_state("TR"))
    with refused("members.already_here"):
        people.change_address(drafter, contact.email.upper(), by=contact, at=AT)

    people.change_address(drafter, stranger.email, by=contact, at=AT)

    assert User.objects.filter(email=stranger.email).count() == 2


# removal


def test_a_removed_person_is_out_at_the_next_request_and_the_sessions_are_gone(contact, drafter):
    here, elsewhere = PortalClient(), PortalClient()
    for client in (here, elsewhere):
        client.post(
            reverse("account_login"), {"login": drafter.username, "password": "correct horse battery"}
        )
        assert client.get(reverse("comments:consultation-list")).status_code == 200

    people.remove(drafter, by=contact, at=AT)

    for client in (here, elsewhere):
        assert client.get(reverse("comments:consultation-list")).url.startswith(reverse("account_login"))
    assert not Session.objects.exists()
    people.reinstate(drafter, by=contact, at=AT)
    assert (
        here.get(reverse("comments:consultation-list")).status_code == 302
    )  # an old session never comes back


def test_a_removed_person_cannot_sign_in_and_is_told_as_little_as_anybody(client, contact, drafter):
    people.remove(drafter, by=contact, at=AT)
    answer = client.post(
        reverse("account_login"), {"login": drafter.username, "password": "correct horse battery"}
    )

    assert "_auth_user_id" not in client.session
    assert answer.status_code in {200, 302}


@pytest.mark.good_path
def test_removing_twice_is_refused_and_reinstating_recorded(contact, drafter):
    people.remove(drafter, by=contact, at=AT)
    with refused("members.is_removed"):
        people.remove(drafter, by=contact, at=AT)
    people.reinstate(drafter, by=contact, at=AT)
    people.reinstate(drafter, by=contact, at=AT)

    actions = list(AuditEntry.objects.values_list("action", flat=True))
    assert actions == ["user.remove", "user.reinstate"]


def test_what_a_removed_person_had_invited_is_revoked(contact):
    officer = members.officer()
    members.contact_point(contact.member_state)
    waiting = members.invitation(contact)

    people.remove(contact, by=officer, at=clock.now())

    waiting.refresh_from_db()
    assert (waiting.revoked_by, Invitation.objects.waiting().exists()) == (officer, False)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_removals_at_once_never_take_the_last_contact_point():
    state = members.member_state("KZ")
    pair = [members.contact_point(state), members.contact_point(state)]
    officers = [members.officer(), members.officer()]
    barrier = threading.Barrier(2)
    results = [None, None]

    def act(index):
        try:
            barrier.wait()
            people.remove(pair[index], by=officers[index], at=AT)
        except Exception as error:
            results[index] = kind_of(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act, args=(index,)) for index in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(results, key=str) == sorted([None, "members.last_contact_point"], key=str)
    assert User.objects.filter(role=Role.CONTACT_POINT, is_active=True).count() == 1
