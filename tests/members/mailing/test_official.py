"""Mail to the ministry or embassy of a State: where it goes when its address is another one by now."""

import pytest
from django.core import mail
from django.urls import reverse
from django.utils.translation import override

from cica_portal import clock
from cica_portal.spaces import ordinary
from comments.procedure import telling
from comments.writing import receipts
from members import audit, mailing
from members.delegations import addresses
from members.directory import undelivered
from members.enums import AddressKind
from members.mailing import personal
from members.models import AuditEntry, PersonalMail, User
from tests.factories import comments, members
from tests.factories import notes as documents
from tests.refusing import refused

pytestmark = pytest.mark.django_db

LIST = reverse("members:undelivered")
KIND = telling.Kind.RESPONSE_ENTERED


@pytest.fixture
def officer():
    return members.officer(language="en")


@pytest.fixture
def receipt(set_clock):
    """Return a receipt whose document is there, as messages to official addresses bring it."""
    set_clock(comments.OPENS_AT)
    response = comments.answer(comments.consultation(), members.contact_point())
    for language in ("en", "ru", "kk"):
        receipts.request_document(response.receipt, language)
    documents.store_all(at=clock.now())
    return response.receipt


@pytest.fixture
def add(officer):
    def add(email, kind=AddressKind.MINISTRY, language="kk"):
        given = {"kind": kind, "email": email, "language": language, "by": officer, "at": clock.now()}
        return addresses.add(members.member_state(), **given)

    return add


@pytest.fixture
def withdraw(officer):
    return lambda address: addresses.remove(address, by=officer, at=clock.now())


@pytest.fixture
def write(receipt):
    """Return a function that writes the receipt to addresses, and marks what is not delivered."""

    def write(*to, refused=()):
        queue(receipt, *to)
        personal.deliver_due(clock.now())
        for one in refused:
            PersonalMail.objects.filter(address=one.email).update(status="failed", error="550 no such user")
        mail.outbox.clear()

    return write


def queue(receipt, *to):
    values = {"receipt": receipt.number, "consultation": receipt.consultation_id}
    mailing.write_once(mailing.to_addresses(KIND, to, at=clock.now(), about=receipt.number, **values))


@pytest.fixture
def resend(officer):
    def resend(address):
        waiting = PersonalMail.objects.get(address=address.email, status__in=["failed", "unknown"])
        undelivered.resend(waiting, by=officer, at=clock.now())
        personal.deliver_due(clock.now())
        return sorted(message.to[0] for message in mail.outbox)

    return resend


def page(client, officer):
    client.force_login(officer)
    return " ".join(client.get(LIST).content.decode().split())


def test_a_message_is_sent_again_to_the_address_that_replaced_its_own(
    add, write, withdraw, resend, client, officer
):
    former = add("old@ministry.example")
    write(former, refused=[former])
    present = add("new@ministry.example", language="ru")
    withdraw(former)
    text = page(client, officer)
    assert "Present address: new@ministry.example. The message will be sent there." in text
    assert "add the right one and withdraw the wrong one from use" in text

    assert resend(former) == ["new@ministry.example"]

    kept = PersonalMail.objects.get()
    assert (kept.status, kept.address, kept.language) == ("sent", "new@ministry.example", "ru")
    assert kept.values["state_address"] == present.pk
    entry = AuditEntry.objects.get(action="personal_mail.resend")
    assert (entry.actor, entry.member_state, entry.before, entry.after) == (
        officer,
        members.member_state(),
        {"status": "failed", "address": "old@ministry.example"},
        {"status": "queued", "address": "new@ministry.example"},
    )
    audit.verify()


def test_an_address_in_use_gets_its_message_again_and_no_other_does(add, write, resend):
    failed = add("old@ministry.example")
    write(failed, refused=[failed])
    add("new@ministry.example")
    assert resend(failed) == ["old@ministry.example"]


def test_several_addresses_in_the_place_of_one_each_get_the_message_once(
    add, write, withdraw, resend, client, officer
):
    former = add("old@ministry.example")
    write(former, refused=[former])
    add("first@ministry.example")
    add("second@ministry.example")
    withdraw(former)
    words = (
        "Present addresses: first@ministry.example, second@ministry.example. The message will be sent to each"
    )
    assert words in page(client, officer)

    assert resend(former) == ["first@ministry.example", "second@ministry.example"]

    entries = AuditEntry.objects.filter(action="personal_mail.resend")
    assert [(one.before["address"], one.after["address"]) for one in entries] == [
        ("old@ministry.example", "first@ministry.example"),
        ("old@ministry.example", "second@ministry.example"),
    ]
    assert {one.subject_id for one in entries} == {str(one.pk) for one in PersonalMail.objects.all()}


def test_an_address_that_has_the_message_gets_it_no_second_time(
    add, write, withdraw, resend, client, officer
):
    embassy, former = add("embassy@example.org", AddressKind.EMBASSY), add("old@ministry.example")
    write(embassy, former, refused=[former])
    withdraw(former)
    text = page(client, officer)
    assert "the State has no other official address that still needs this message" in text
    assert reverse("members:undelivered-resend", args=[PersonalMail.objects.last().pk]) not in text
    with refused("members.no_address_left"):
        resend(former)
    assert PersonalMail.objects.filter(status="failed").count() == 1

    withdraw(embassy)
    add("embassy@example.org", AddressKind.EMBASSY)  # put on record once more: what it got, it has
    with refused("members.no_address_left"):
        resend(former)
    add("new@ministry.example")
    assert resend(former) == ["new@ministry.example"]


@pytest.mark.parametrize("status", ["queued", "failed"])
def test_what_waits_for_a_person_who_acts_for_another_state_by_now_is_owed_to_the_shared_address(
    add, write, withdraw, resend, officer, receipt, status
):
    """An envoy to two States has one address for both. What waited there for the first State no longer leaves
    to the person, who acts for the other by now; it is still owed to the State at that address."""
    first, second = members.member_state(), members.member_state("TR")
    User.objects.filter(member_state=first).update(email="envoy@example.org")
    values = {"receipt": receipt.number, "consultation": receipt.consultation_id}
    mailing.tell_delegations(KIND, [first.pk], at=clock.now(), about=receipt.number, **values)
    former, present = add("old@ministry.example"), add("envoy@example.org")
    given = {"kind": AddressKind.MINISTRY, "email": "envoy@example.org", "language": "en"}
    addresses.add(second, by=officer, at=clock.now(), **given)
    User.objects.filter(member_state=first).update(member_state=second)
    write(former, refused=[former])
    PersonalMail.objects.filter(recipient__isnull=False).update(status=status)
    withdraw(former)

    assert resend(former) == ["envoy@example.org"]

    sent = PersonalMail.objects.filter(status="sent").get()
    assert (sent.recipient, sent.address) == (None, "envoy@example.org")
    assert sent.values["state_address"] == present.pk


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "This message is for the following Member State: "),
        ("ru", "Это сообщение предназначено для следующего государства-члена: "),
        ("kk", "Бұл хабарлама мына мүше мемлекетке арналған: "),
    ],
)
def test_a_message_to_an_official_address_says_for_which_state_it_is(add, receipt, language, words):
    """The mission at it may represent several."""
    queue(receipt, add("mission@example.org", language=language))
    personal.deliver_due(clock.now())
    (message,) = mail.outbox
    with override(language):
        assert f"{words}{members.member_state().name}." in ordinary(message.body).splitlines()


def test_each_message_goes_to_the_address_of_its_own_kind(add, write, withdraw, resend):
    embassy, ministry = add("old@embassy.example", AddressKind.EMBASSY), add("old@ministry.example")
    write(embassy, ministry, refused=[embassy, ministry])
    withdraw(embassy)
    withdraw(ministry)
    add("new@ministry.example")
    add("new@embassy.example", AddressKind.EMBASSY)
    assert resend(embassy) == ["new@embassy.example"]
    assert resend(ministry) == ["new@embassy.example", "new@ministry.example"]
    assert set(PersonalMail.objects.values_list("address", "status")) == {
        ("new@embassy.example", "sent"),
        ("new@ministry.example", "sent"),
    }


@pytest.mark.good_path
def test_what_waits_for_an_address_that_is_withdrawn_goes_to_the_one_that_replaced_it(
    add, write, withdraw, officer, receipt
):
    former = add("old@ministry.example")
    queue(receipt, former)
    add("new@ministry.example")
    withdraw(former)
    personal.deliver_due(clock.now())
    assert [message.to for message in mail.outbox] == [["new@ministry.example"]]
    entry = AuditEntry.objects.get(action="personal_mail.readdress")
    assert (entry.actor, entry.before, entry.after) == (
        officer,
        {"address": "old@ministry.example"},
        {"address": "new@ministry.example"},
    )


def test_what_waits_for_the_last_address_of_a_state_waits_for_a_decision(
    add, withdraw, resend, client, officer, receipt
):
    former = add("old@ministry.example")
    queue(receipt, former)
    withdraw(former)
    personal.deliver_due(clock.now())
    assert mail.outbox == []
    assert "old@ministry.example" in page(client, officer)
    add("new@ministry.example")
    assert resend(former) == ["new@ministry.example"]


def test_a_message_that_was_claimed_as_its_address_changed_leaves_for_the_present_one(
    add, withdraw, receipt, monkeypatch
):
    former = add("old@ministry.example")
    queue(receipt, former)

    def is_ready(sender, row):
        if not PersonalMail.objects.filter(address="new@ministry.example").exists():
            add("new@ministry.example")
            withdraw(former)
        return True

    monkeypatch.setattr(personal.PersonalSender, "is_ready", is_ready)
    personal.deliver_due(clock.now())
    assert [message.to for message in mail.outbox] == [["new@ministry.example"]]
