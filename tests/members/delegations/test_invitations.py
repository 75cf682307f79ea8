import datetime as dt
import re

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.urls import reverse

from cica_portal import clock
from cica_portal.errors import NotAllowed
from members import mailing
from members.delegations import invitations
from members.enums import Role
from members.mailing import letters, personal
from members.models import AuditEntry, Invitation, MemberState, PersonalMail, User, today
from members.refusals import (
    InvitationGone,
)
from tests.factories import members
from tests.refusing import refused

pytestmark = pytest.mark.django_db

PASSWORD = "silk road and steppe"


@pytest.fixture
def contact():
    return members.contact_point(members.member_state("KZ"), first_name="Aigerim", last_name="Bek")


def invite(by, role=Role.DRAFTER, address="new@example.org", **fields):
    return members.invitation(by, role, address=address, **fields)


def link_of(message) -> str:
    return re.search(r"https://portal\.example\.org(/invitation/\S+)", message.body)[1]


def sent_link() -> str:
    personal.deliver_due(clock.now())
    return link_of(mail.outbox[-1])


def fields(**values):
    return {
        "first_name": "Dana",
        "last_name": "Omarova",
        "language": "kk",
        "way": "password",
        "password": PASSWORD,
        "password_again": PASSWORD,
    } | values


# inviting


def test_an_invitation_is_a_row_a_mail_and_an_entry(contact):
    invitation = invite(contact, address=" New@Example.org ", language="kk")

    row = PersonalMail.objects.get()
    assert (row.invitation, row.address, row.language, row.status) == (
        invitation,
        "new@example.org",
        "kk",
        "queued",
    )
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor, entry.member_state, entry.after) == (
        "invitation.create",
        contact,
        contact.member_state,
        {"address": "new@example.org", "role": "drafter", "language": "kk"},
    )


@pytest.mark.parametrize("role", [Role.CONTACT_POINT, Role.COORDINATOR, "x"])
def test_a_contact_point_invites_into_no_role_above_deputy(contact, role):
    with pytest.raises(NotAllowed):
        invite(contact, role)


def test_a_contact_point_invites_into_no_other_state_and_not_into_the_secretariat(contact):
    with pytest.raises(NotAllowed):
        invite(contact, state=members.member_state("TR"))
    with pytest.raises(NotAllowed):
        invite(contact, Role.OFFICER, state=None)


def test_an_officer_invites_everywhere_but_makes_no_staff(contact):
    officer = members.officer()
    for role in (Role.CONTACT_POINT, Role.COORDINATOR, Role.READER):
        invite(officer, role, address=f"{role}@example.org", state=contact.member_state)
    for role in (Role.OFFICER, Role.SIGNATORY):
        with pytest.raises(NotAllowed):
            invite(officer, role, state=None)
        invite(members.signatory(), role, address=f"{role}@example.org", state=None)

    assert Invitation.objects.count() == 5


def test_who_answers_for_a_delegation_is_told_whom_the_secretariat_invites_into_it(contact):
    officer, state = members.officer(), contact.member_state
    members.drafter(state)
    made = invite(officer, address="guest@example.org", state=state)
    told = PersonalMail.objects.filter(kind=mailing.Kind.INVITED_FROM_OUTSIDE)
    assert [mail.recipient for mail in told] == [contact]
    letter = letters.compose(told.get(), clock.now())
    for said in (made.address, officer.display_name, str(made.get_role_display())):
        assert said in letter.body

    invite(contact, address="own@example.org")
    invite(officer, Role.COORDINATOR, address="coordinator@example.org", state=state)  # reads no drafts
    invite(members.signatory(), Role.OFFICER, address="staff@example.org", state=None)
    assert told.count() == 1


@pytest.mark.parametrize("role", [Role.DEPUTY, Role.DRAFTER, Role.READER, Role.COORDINATOR])
def test_who_manages_nobody_invites_nobody(contact, role):
    with pytest.raises(NotAllowed):
        invite(members.user(role, contact.member_state), Role.READER)


def test_role_and_state_must_fit(contact):
    signatory = members.signatory()
    with refused("members.state_needed"):
        invite(signatory, Role.DRAFTER, state=None)
    with refused("members.no_state_in_secretariat"):
        invite(signatory, Role.OFFICER, state=contact.member_state)
    with refused("members.not_a_member"):
        invite(signatory, state=members.member_state("XX", joined_on=dt.date(2999, 1, 1)))


def test_known_addresses_of_the_own_state_are_told_apart_and_others_are_not_told_of(contact):
    colleague = members.drafter(contact.member_state)
    former = members.drafter(contact.member_state, is_active=False)
    stranger = members.drafter(members.member_state("TR"))
    with refused("members.already_here"):
        invite(contact, address=colleague.email.upper())
    with refused("members.was_removed"):
        invite(contact, address=former.email)
    invite(contact, address=stranger.email)
    with refused("members.already_invited"):
        invite(contact, address=stranger.email)
    invite(members.contact_point(stranger.member_state), address="new@example.org")


def test_two_staff_are_not_invited_at_one_address():
    signatory = members.signatory()
    invite(signatory, Role.OFFICER)
    with refused("members.already_invited"):
        invite(signatory, Role.SIGNATORY)


def test_nobody_floods_the_mail(contact, settings):
    settings.INVITATIONS_A_DAY = 2
    for number in (1, 2):
        invite(contact, address=f"{number}@example.org")
    with refused("members.too_many_invitations"):
        invite(contact)
    invite(contact, at=clock.now() + dt.timedelta(days=1, seconds=1))


# the mail


@pytest.mark.parametrize(
    ("language", "subject", "role"),
    [
        ("en", "Invitation to “CICA Consultations”: State KZ", "Drafter"),
        ("ru", "Приглашение на портал «Консультации СВМДА»: Государство KZ", "Составитель"),
        ("kk", "«Азия Кеңесі консультациялары» порталына шақыру: Мемлекет KZ", "Мәтін дайындаушы"),
    ],
)
def test_the_mail_is_in_the_language_of_the_invitation_and_has_a_link_that_is_stored_nowhere(
    contact, language, subject, role
):
    invitation = invite(contact, language=language)
    row = PersonalMail.objects.get()

    token = sent_link().strip("/").rpartition("/")[2]

    [message] = mail.outbox
    assert (message.subject, message.to) == (subject, ["new@example.org"])
    assert message.extra_headers["Message-ID"] == row.message_id
    assert role in message.body and "Aigerim Bek" in message.body
    stored = str(list(Invitation.objects.values())) + str(list(PersonalMail.objects.values()))
    assert token not in stored and token not in str(list(AuditEntry.objects.values()))
    assert invitations.find(token, at=clock.now()) == invitation


def test_a_mail_sent_twice_has_one_link_that_works(contact):
    invitation = invite(contact)
    first = sent_link()
    with refused("members.sent_just_now"):
        invitations.resend(invitation, by=contact, at=clock.now())
    later = clock.now() + invitations.PAUSE
    invitations.resend(invitation, by=contact, at=later)
    assert invitations.find(first.strip("/").rpartition("/")[2], at=later) is None
    personal.deliver_due(later)
    second = link_of(mail.outbox[-1])

    assert second != first
    assert invitations.find(second.strip("/").rpartition("/")[2], at=later) == invitation


def test_a_revoked_invitation_sends_no_mail_and_its_link_is_dead(contact):
    invitation = invite(contact)
    token = sent_link().strip("/").rpartition("/")[2]
    invitations.revoke(invitation, by=contact, at=clock.now())
    other = invite(contact, address="other@example.org")
    invitations.revoke(other, by=contact, at=clock.now())
    personal.deliver_due(clock.now())

    assert len(mail.outbox) == 1
    assert PersonalMail.objects.get(invitation=other).status == "cancelled"
    assert invitations.find(token, at=clock.now()) is None
    for act in (invitations.resend, invitations.revoke):
        with pytest.raises(InvitationGone):
            act(invitation, by=contact, at=clock.now())


def test_only_who_manages_the_invitation_sends_it_again_or_revokes_it(contact):
    invitation = invite(contact)
    later = clock.now() + invitations.PAUSE
    for by in (
        members.user(Role.DEPUTY, contact.member_state),
        members.contact_point(members.member_state("TR")),
        members.coordinator(contact.member_state),
    ):
        for act in (invitations.resend, invitations.revoke):
            with pytest.raises(NotAllowed):
                act(invitation, by=by, at=later)
    invitations.revoke(invitation, by=members.officer(), at=later)


# accepting


def open_link(client, link):
    answer = client.get(link)
    assert (answer.status_code, answer.url) == (302, reverse("members:invitation-accept"))
    return client.get(answer.url)


@pytest.mark.good_path
def test_an_invited_person_opens_the_account_and_is_signed_in(client, contact):
    invite(contact, language="en")
    page = open_link(client, sent_link()).content.decode()
    assert "State KZ" in page and "Drafter" in page and "new@example.org" in page
    before = client.session.session_key

    answer = client.post(reverse("members:invitation-accept"), fields())

    person = User.objects.get(username="new@example.org")
    assert answer.url == "/"
    assert client.session["_auth_user_id"] == str(person.pk)
    assert client.session.session_key != before and "invitation" not in client.session
    assert (person.role, person.member_state, person.email, person.language, person.display_name) == (
        Role.DRAFTER,
        contact.member_state,
        "new@example.org",
        "kk",
        "Dana Omarova",
    )
    assert person.check_password(PASSWORD)
    assert list(AuditEntry.objects.values_list("action", "actor")) == [
        ("invitation.create", contact.pk),
        ("user.create", person.pk),
        ("invitation.accept", person.pk),
    ]


def test_fields_of_the_form_give_no_other_state_role_or_name(client, contact):
    members.member_state("TR")
    invite(contact)
    open_link(client, sent_link())
    client.post(
        reverse("members:invitation-accept"),
        fields(
            role="signatory",
            member_state="",
            state="TR",
            username="officer",
            email="x@example.org",
            is_staff="1",
            is_superuser="1",
        ),
    )

    person = User.objects.get(username="new@example.org")
    assert (person.role, person.member_state, person.email, person.is_superuser, person.is_staff) == (
        Role.DRAFTER,
        contact.member_state,
        "new@example.org",
        False,
        False,
    )


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"password": "short", "password_again": "short"}, "too short"),
        ({"password_again": "another"}, "same password each time"),
        ({"password": "", "password_again": ""}, "Enter a password, or choose a passkey instead."),
        ({"first_name": "  "}, "This field is required."),
        ({"language": "xx"}, "Select a valid choice"),
    ],
)
def test_a_form_that_is_not_right_keeps_the_invitation(client, contact, wrong, sentence):
    invite(contact, language="en")
    open_link(client, sent_link())
    answer = client.post(reverse("members:invitation-accept"), fields(**wrong))

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert Invitation.objects.waiting().count() == 1


def test_who_chooses_a_passkey_sets_it_up_next(client, contact):
    invite(contact)
    open_link(client, sent_link())
    answer = client.post(reverse("members:invitation-accept"), fields(way="passkey", password=""))

    assert answer.url == reverse("mfa_add_webauthn")
    assert not User.objects.get(username="new@example.org").has_usable_password()
    assert client.get(answer.url).status_code == 200


def test_a_role_that_needs_a_second_factor_sees_nothing_before_it(client, contact, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    invite(contact, Role.DEPUTY)
    open_link(client, sent_link())
    answer = client.post(reverse("members:invitation-accept"), fields())

    assert answer.url == reverse("mfa_index")
    assert client.get(reverse("comments:consultation-list")).url == reverse("mfa_index")
    assert client.get(reverse("mfa_activate_totp")).status_code == 200  # no password is asked for once more


def dead_links(client, contact):
    """Return an accepted, an expired, a revoked, a replaced and an unknown link."""
    links = {}
    for name in ("accepted", "expired", "revoked", "replaced"):
        invitation = invite(contact, address=f"{name}@example.org")
        links[name] = sent_link()
        token = links[name].strip("/").rpartition("/")[2]
        if name == "accepted":
            invitations.accept(
                token, first_name="A", last_name="B", language="en", password=PASSWORD, at=clock.now()
            )
        elif name == "expired":
            Invitation.objects.filter(pk=invitation.pk).update(expires_at=clock.now())
        elif name == "revoked":
            invitations.revoke(invitation, by=contact, at=clock.now())
        else:
            invitations.resend(invitation, by=contact, at=clock.now() + invitations.PAUSE)
    return links | {"unknown": reverse("members:invitation-open", args=["x" * 43])}


def test_dead_links_are_all_answered_alike(client, contact):
    answers = {name: client.get(link) for name, link in dead_links(client, contact).items()}

    pages = {
        re.sub(r'nonce="[^"]*"|value="[^"]*"', "", answer.content.decode()) for answer in answers.values()
    }
    assert {answer.status_code for answer in answers.values()} == {404}
    assert len(pages) == 1
    assert "This link is no longer valid" in pages.pop()


def test_a_link_is_good_once(client, contact):
    invite(contact)
    link = sent_link()
    open_link(client, link)
    client.post(reverse("members:invitation-accept"), fields())
    client.post(reverse("account_logout"))

    assert client.get(link).status_code == 404
    assert client.post(reverse("members:invitation-accept"), fields()).status_code == 404
    with pytest.raises(InvitationGone):
        invitations.accept(
            link.strip("/").rpartition("/")[2],
            first_name="A",
            last_name="B",
            language="en",
            password=PASSWORD,
            at=clock.now(),
        )
    assert User.objects.filter(email="new@example.org").count() == 1


def test_an_invitation_revoked_while_the_form_is_open_opens_nothing(client, contact):
    invitation = invite(contact)
    open_link(client, sent_link())
    invitations.revoke(invitation, by=contact, at=clock.now())

    assert client.post(reverse("members:invitation-accept"), fields()).status_code == 404
    assert not User.objects.filter(email="new@example.org").exists()


def test_somebody_who_is_signed_in_is_asked_to_sign_out_first(client, contact):
    invite(contact)
    link = sent_link()
    client.force_login(contact)
    page = open_link(client, link).content.decode()
    assert "signed in as Aigerim Bek" in page
    assert client.post(reverse("members:invitation-accept"), fields()).status_code == 422
    assert Invitation.objects.waiting().count() == 1


def test_an_address_known_elsewhere_gets_an_account_of_its_own(client, contact):
    members.drafter(members.member_state("TR"), username="new@example.org", email="new@example.org")
    invite(contact)
    page = open_link(client, sent_link()).content.decode()
    assert "new@example.org-2" in page
    client.post(reverse("members:invitation-accept"), fields())

    person = User.objects.get(username="new@example.org-2")
    assert (person.member_state, person.email) == (contact.member_state, "new@example.org")


def test_attempts_to_open_an_account_are_slowed_down(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"invitation": "2/m/ip"}
    address = reverse("members:invitation-accept")
    assert [client.post(address, fields()).status_code for _ in range(3)] == [404, 404, 429]


def test_the_token_leaves_in_no_referrer_and_stays_in_no_cache(client, contact):
    invite(contact)
    page = open_link(client, sent_link())

    assert page.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in page.headers["Cache-Control"]


@pytest.mark.both_databases
def test_an_accepted_invitation_is_never_changed(client, contact):
    invite(contact)
    open_link(client, sent_link())
    client.post(reverse("members:invitation-accept"), fields())

    for change in (
        lambda: Invitation.objects.update(role=Role.DEPUTY),
        lambda: Invitation.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_nobody_begins_to_act_for_a_state_that_has_left(contact, client):
    invite(contact)
    link = sent_link()
    MemberState.objects.filter(pk=contact.member_state_id).update(left_on=today())

    client.post(link, fields())

    assert not User.objects.filter(email="new@example.org").exists()
    assert Invitation.objects.get().accepted_at is None


def test_first_signatory_is_invited_by_command_and_opens_the_account_with_the_printed_link(client, capsys):
    accept = reverse("members:invitation-accept")
    call_command("create_signatory", "Sign@Example.org", language="ru")
    printed = capsys.readouterr().out
    [sent] = mail.outbox

    assert sent.to == ["sign@example.org"]
    assert sent.body in printed
    assert "Приглашение направил(а): администратор портала" in sent.body
    client.get(link_of(sent))
    assert "the administrator of the portal" in client.get(accept).content.decode()
    assert client.post(accept, fields()).status_code == 302
    person = User.objects.get(email="sign@example.org")
    assert (person.role, person.member_state) == (Role.SIGNATORY, None)
    assert AuditEntry.objects.get(action="invitation.create").actor is None


def test_no_second_signatory_is_made_by_command():
    members.signatory()

    with pytest.raises(CommandError, match="A signatory exists"):
        call_command("create_signatory", "second@example.org")
    assert not Invitation.objects.exists()


def test_a_lost_first_invitation_is_made_anew_and_the_earlier_link_stops_working(client, capsys):
    call_command("create_signatory", "sign@example.org")
    call_command("create_signatory", "sign@example.org")
    first, second = (link_of(sent) for sent in mail.outbox)

    assert client.get(first).status_code == 404
    assert client.get(second).url == reverse("members:invitation-accept")


def test_without_a_mail_server_the_link_is_printed_all_the_same(client, capsys, monkeypatch):
    def refuse(self):
        raise OSError("no route to host")

    monkeypatch.setattr(EmailBackend, "open", refuse)
    call_command("create_signatory", "sign@example.org")
    printed = capsys.readouterr()

    assert "did not leave" in printed.err
    path = re.search(r"https://portal\.example\.org(/invitation/\S+)", printed.out)[1]
    assert client.get(path).url == reverse("members:invitation-accept")


@pytest.mark.parametrize("address", ["nobody", "a@b", ""])
def test_first_signatory_needs_an_address_of_mail(address):
    with pytest.raises(CommandError, match="no mail address"):
        call_command("create_signatory", address)
