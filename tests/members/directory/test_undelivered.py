"""Mail to persons that did not arrive: who reads of it, and what is decided."""

import datetime as dt
import smtplib

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.urls import reverse

from cica_portal import clock
from cica_portal.errors import NotAllowed
from comments.procedure import telling
from comments.procedure.deadlines import unsubmitted
from comments.writing import internal_deadlines, paragraph_tasks
from dashboard.telling import digests
from members import audit, mailing
from members.delegations import addresses, invitations
from members.directory import people, undelivered
from members.enums import Role
from members.mailing import letters, personal
from members.models import AuditEntry, Invitation, PersonalMail, User
from notes.delivery import bounces
from tests.factories import members
from tests.factories.reports import report
from tests.refusing import refused

pytestmark = pytest.mark.django_db

LIST = reverse("members:undelivered")


@pytest.fixture
def person():
    return members.drafter(members.member_state("KZ"), first_name="Aliya", last_name="Serik")


@pytest.fixture
def officer():
    return members.officer(language="en")


@pytest.fixture
def read(client, officer):
    def read_as(user=officer):
        client.force_login(user)
        return client.get(LIST).content.decode()

    return read_as


def test_the_secretariat_reads_who_was_not_reached_about_what_and_why(person, read):
    made = members.undelivered(person, mailing.Kind.HAND_OVER)
    page = read()
    for words in (
        "Aliya Serik",
        "Drafter · State KZ · " + person.email,
        "Hand-over of the post of contact point",
        "550 no such user",
        reverse("members:undelivered-resend", args=[made.pk]),
        reverse("members:undelivered-set-aside", args=[made.pk]),
        f"{reverse('members:person-detail', args=[person.key])}#address",
    ):
        assert words in page, words


@pytest.mark.parametrize(
    "kind",
    [
        internal_deadlines.KIND,
        paragraph_tasks.KIND,
        unsubmitted.KIND,
        telling.Kind.JOIN_LOST,
        digests.KIND,
    ],
)
def test_what_a_delegation_is_told_of_its_own_work_is_not_listed(person, officer, read, client, kind):
    made = members.undelivered(person, kind)
    assert "All personal messages were delivered" in read()
    client.force_login(officer)
    home = client.get(reverse("home"))
    assert home.context["failed"].undelivered == 0
    assert client.post(reverse("members:undelivered-resend", args=[made.pk])).status_code == 404


def test_every_kind_of_mail_is_either_named_or_a_delegations_own():
    own = {
        internal_deadlines.KIND,
        paragraph_tasks.KIND,
        unsubmitted.KIND,
        telling.Kind.JOIN_LOST,
        digests.KIND,
    }
    assert set(letters._composers) - set(letters.subjects()) == {str(kind) for kind in own}


@pytest.mark.parametrize("role", [Role.CONTACT_POINT, Role.READER, Role.COORDINATOR])
def test_nobody_else_decides(person, role):
    made = members.undelivered(person)
    other = members.user(role, person.member_state)
    assert not undelivered.seen_by(other).exists()
    for act in (undelivered.resend, undelivered.set_aside):
        with pytest.raises(NotAllowed):
            act(made, by=other, at=clock.now())


def test_a_message_is_sent_again_to_the_address_that_its_person_has_now(person, officer, read):
    made, made_to = members.undelivered(person), person.email
    people.change_address(person, "aliya@example.org", by=members.signatory(), at=clock.now())
    assert "Present address: aliya@example.org." in read()
    undelivered.resend(made, by=officer, at=clock.now())
    personal.deliver_due(clock.now())
    made.refresh_from_db()
    assert (made.status, made.address) == ("sent", "aliya@example.org")
    assert ["aliya@example.org"] in [message.to for message in mail.outbox]
    entry = AuditEntry.objects.get(action="personal_mail.resend")
    assert (entry.actor, entry.member_state, entry.before, entry.after) == (
        officer,
        person.member_state,
        {"status": "failed", "address": made_to},
        {"status": "queued", "address": "aliya@example.org"},
    )
    audit.verify()


def test_a_message_that_will_not_be_sent_leaves_the_list(person, officer, read, client):
    made = members.undelivered(person)
    client.force_login(officer)
    client.post(reverse("members:undelivered-set-aside", args=[made.pk]))
    made.refresh_from_db()
    assert (made.status, made.error) == ("cancelled", "set_aside")
    assert person.email not in read()
    with refused("members.not_waiting"):
        undelivered.resend(made, by=officer, at=clock.now())


@pytest.mark.good_path
def test_what_concerns_nobody_any_more_is_not_listed(person, officer, read):
    members.undelivered(person)
    User.objects.filter(pk=person.pk).update(is_active=False)
    first = members.invitation(officer, state=person.member_state)
    revoked = members.invitation(officer, state=person.member_state)
    PersonalMail.objects.exclude(invitation=None).update(status="failed", claimed_at=clock.now())
    invitations.revoke(revoked, by=officer, at=clock.now())
    page = read()
    assert "Aliya" not in page and revoked.address not in page and first.address in page
    invitations.resend(first, by=officer, at=clock.now() + dt.timedelta(hours=1))
    assert "All personal messages were delivered" in read()  # a newer one is on its way


def test_an_invitation_leads_to_its_own_acts(officer, read):
    made = members.invitation(officer, state=members.member_state("KZ"))
    house = members.invitation(members.signatory(), Role.OFFICER, state=None)
    PersonalMail.objects.update(status="failed", claimed_at=clock.now())
    page = read()
    assert reverse("members:invitation-resend", args=[made.pk]) in page
    assert house.address in page
    assert reverse("members:invitation-resend", args=[house.pk]) not in page  # a signatory's
    assert reverse("members:invitation-resend", args=[house.pk]) in read(members.signatory())


@pytest.mark.good_path
def test_a_message_to_an_official_address_leads_to_the_addresses_of_its_state(officer, read):
    state = members.member_state("KZ")
    address = addresses.add(
        state, kind="embassy", email="embassy@example.org", language="kk", by=officer, at=clock.now()
    )
    kind = telling.Kind.RESPONSE_ENTERED
    mailing.write_once(mailing.to_addresses(kind, [address], at=clock.now(), about="x", consultation=1))
    PersonalMail.objects.filter(kind=kind).update(status="failed", claimed_at=clock.now())
    page = read()
    assert "embassy@example.org" in page and "Receipt for a response received by note or mail" in page
    assert reverse("members:state-addresses", args=["KZ"]) in page
    undelivered.set_aside(PersonalMail.objects.get(kind=kind), by=officer, at=clock.now())
    assert AuditEntry.objects.get(action="personal_mail.set_aside").member_state == state


class Quoting(EmailBackend):
    """A mail server that refuses a message and quotes what it dislikes in it."""

    def send_messages(self, messages):
        link = next(word for word in messages[0].body.split() if "://" in word)
        said = f"5.7.1 refused, listed: {link} ({link.partition('//')[2]})"
        raise smtplib.SMTPDataError(554, said.encode())


def test_no_link_that_a_mail_server_quotes_is_kept_or_shown(officer, read, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Quoting"
    made = members.invitation(officer, state=members.member_state("KZ"))
    personal.deliver_due(clock.now())
    kept = PersonalMail.objects.get(invitation=made)
    made = Invitation.objects.get(pk=made.pk)
    assert (kept.status, bool(made.token_sha256)) == ("failed", True)
    assert kept.error == "SMTPDataError: (554, b'5.7.1 refused, listed: … …"
    PersonalMail.objects.update(error="554 refused: https://portal.example.org/invitation/secret/")
    page = read()
    assert "554 refused: …" in page and "secret" not in page


@pytest.fixture
def left(person):
    """Return a message to a person that the mail server took."""
    mailing.write(mailing.Kind.PASSWORD_RESET, person, at=clock.now())
    personal.deliver_due(clock.now())
    made = PersonalMail.objects.get()
    assert made.status == "sent"
    return made


@pytest.mark.parametrize("by_return", [False, True])
def test_a_message_that_came_back_is_listed(left, person, read, settings, by_return):
    settings.BOUNCE_ADDRESS = "bounces@portal.example.org"
    named = {"message_id": "", "to": letters.returned_to(left)} if by_return else {}
    content = report(left, **named)
    (kept,) = bounces.receive(content, at=clock.now())
    left.refresh_from_db()
    assert (left.status, left.error) == ("failed", "5.1.1 550 5.1.1 no such user")
    assert (kept.dispatch, kept.is_applied) == (None, True)
    page = read()
    assert person.email in page and "550 5.1.1 no such user" in page


def test_what_comes_back_is_returned_to_where_the_portal_reads_it(settings, person):
    settings.BOUNCE_ADDRESS = "bounces@portal.example.org"
    mailing.write(mailing.Kind.PASSWORD_RESET, person, at=clock.now())
    personal.deliver_due(clock.now())
    word = PersonalMail.objects.get().word
    assert [message.from_email for message in mail.outbox] == [f"bounces+{word}@portal.example.org"]


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed"])
def test_a_message_that_did_not_come_back_is_not_listed(left, action):
    bounces.receive(report(left, action=action), at=clock.now())
    left.refresh_from_db()
    assert left.status == "sent"


def test_a_report_on_another_recipient_changes_nothing(left):
    bounces.receive(report(left, recipient="other@example.org"), at=clock.now())
    left.refresh_from_db()
    assert left.status == "sent"


def test_a_message_of_unknown_outcome_is_cleared_up_by_a_report(left):
    PersonalMail.objects.update(status="unknown", error="x")
    bounces.receive(report(left, action="delivered"), at=clock.now())
    left.refresh_from_db()
    assert (left.status, left.error) == ("sent", "")


def test_an_old_report_says_nothing_of_a_message_that_was_sent_again(left, officer):
    content = report(left)
    bounces.receive(content, at=clock.now())
    undelivered.resend(left, by=officer, at=clock.now())
    personal.deliver_due(clock.now())
    bounces.receive(content, at=clock.now())
    left.refresh_from_db()
    assert left.status == "sent"


def test_outbox_and_start_page_lead_to_the_list(person, officer, client):
    outbox = reverse("notes:outbox")
    client.force_login(officer)
    assert "Personal messages that were not delivered" in client.get(outbox).content.decode()
    members.undelivered(person)
    members.undelivered(person, status="unknown")
    assert "2 personal messages need a decision" in client.get(outbox).content.decode()
    home = client.get(reverse("home")).content.decode()
    assert f'class="is-needs" href="{LIST}"><b>1</b>' in home
    assert "Check 2 personal messages" in home


MARK = "last message not delivered"


def test_people_are_marked_whose_last_message_was_not_delivered(person, officer, client):
    members.undelivered(person, mailing.Kind.HAND_OVER)
    client.force_login(officer)
    house, own = (
        reverse("members:state-detail", args=["KZ"]),
        reverse("members:person-detail", args=[person.key]),
    )
    assert MARK in client.get(house).content.decode() and MARK in client.get(own).content.decode()
    undelivered.resend(PersonalMail.objects.get(), by=officer, at=clock.now())
    PersonalMail.objects.update(status="sent", claimed_at=clock.now())
    assert MARK not in client.get(house).content.decode() + client.get(own).content.decode()


def test_a_message_about_internal_work_marks_its_person_within_the_delegation_alone(person, officer, client):
    members.undelivered(person, paragraph_tasks.KIND)
    own = reverse("members:person-detail", args=[person.key])
    client.force_login(members.contact_point(person.member_state, language="en"))
    assert MARK in client.get(reverse("members:delegation")).content.decode()
    assert MARK in client.get(own).content.decode()
    client.force_login(officer)
    assert MARK not in client.get(own).content.decode()
    assert MARK not in client.get(reverse("members:state-detail", args=["KZ"])).content.decode()


def test_a_former_address_says_nothing_of_the_present_one(person, officer, client):
    members.undelivered(person)
    people.change_address(person, "aliya@example.org", by=members.signatory(), at=clock.now())
    client.force_login(officer)
    assert MARK not in client.get(reverse("members:person-detail", args=[person.key])).content.decode()
