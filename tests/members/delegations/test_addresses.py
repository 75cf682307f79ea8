import pytest
from django.urls import reverse

from cica_portal import clock
from cica_portal.errors import NotAllowed
from members.delegations import addresses
from members.models import AuditEntry, StateAddress
from tests.factories import members
from tests.refusing import refused

pytestmark = pytest.mark.django_db


def add(by, email="embassy@example.org", state=None):
    return addresses.add(
        state or members.member_state(), kind="embassy", email=email, language="kk", by=by, at=clock.now()
    )


def test_address_is_added_once_and_recorded():
    officer = members.officer()
    address = add(officer, " Embassy@Example.org ")
    assert (address.email, address.removed_at) == ("embassy@example.org", None)
    entry = AuditEntry.objects.get(action="state_address.add")
    assert (entry.actor, entry.member_state, entry.after["address"]) == (
        officer,
        address.member_state,
        "embassy@example.org",
    )
    with refused("members.address_known"):
        add(officer)
    add(officer, state=members.member_state("TJ"))


def test_address_is_taken_out_of_use_and_kept():
    officer = members.officer()
    address = add(officer)
    addresses.remove(address, by=officer, at=clock.now())
    assert list(StateAddress.objects.in_use()) == []
    assert StateAddress.objects.count() == 1
    with refused("members.address_gone"):
        addresses.remove(address, by=officer, at=clock.now())
    add(officer)
    assert AuditEntry.objects.filter(action="state_address.remove").count() == 1


def test_only_the_secretariat_keeps_addresses():
    address = add(members.officer())
    for user in (members.contact_point(), members.coordinator()):
        with pytest.raises(NotAllowed):
            add(user, "other@example.org")
        with pytest.raises(NotAllowed):
            addresses.remove(address, by=user, at=clock.now())


def test_page_lists_adds_and_removes(client):
    members.member_state()
    client.force_login(members.officer())
    url = reverse("members:state-addresses", args=["KZ"])
    assert "No embassy or ministry has been added" in client.get(url).content.decode()
    answer = client.post(url, {"kind": "ministry", "email": "mfa@example.org", "language": "ru"})
    assert (answer.status_code, answer.url) == (302, url)
    address = StateAddress.objects.get()
    assert "mfa@example.org" in client.get(url).content.decode()
    twice = client.post(url, {"kind": "ministry", "email": "mfa@example.org", "language": "ru"})
    assert (twice.status_code, "has already been added" in twice.content.decode()) == (422, True)
    client.post(reverse("members:state-address-remove", args=["KZ", address.pk]))
    assert "No longer in use" in client.get(url).content.decode()
