"""Lists of people stand in the reader's alphabet, on every database."""

import pytest
from django.urls import reverse
from django.utils import translation

from comments.writing import paragraph_tasks
from members.directory import people
from members.directory.name_order import by_name
from members.enums import Role
from members.models import User
from plans.editing import remarks
from tests.factories import members, plans

pytestmark = pytest.mark.django_db

NAMES = ["Абаев", "Әлиев", "Байжанов", "Касымов", "Қасымов", "Үсенов", "Яковлев"]


def named(role, state=None, **fields):
    """Make people of these names, the last first."""
    for name in reversed(NAMES):
        members.user(role, state, first_name="Асан", last_name=name, **fields)


def listed(page: str) -> list[str]:
    found = {name: page.find(f"{name}<") for name in NAMES}
    assert -1 not in found.values()
    return sorted(NAMES, key=lambda name: found[name])


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_a_delegation_is_listed_in_the_alphabet_of_its_reader(client, language):
    named(Role.DRAFTER, members.member_state("KZ"))
    client.force_login(members.contact_point(language=language))
    assert listed(client.get(reverse("members:delegation")).content.decode()) == NAMES


def test_the_secretariat_finds_and_lists_people_in_the_alphabet_of_its_reader(client):
    named(Role.DRAFTER, members.member_state("KZ"))
    client.force_login(members.officer(language="kk"))
    for page in (
        reverse("members:state-detail", args=["KZ"]),
        f"{reverse('members:state-list')}?q=Асан",
        f"{reverse('search:find')}?q=Асан&kind=people",
    ):
        assert listed(client.get(page).content.decode()) == NAMES


def test_people_to_choose_from_stand_in_the_alphabet_of_the_reader(client):
    state = members.member_state("KZ")
    named(Role.DRAFTER, state)
    named(Role.SIGNATORY)
    with translation.override("kk"):
        assert [one.last_name for one in paragraph_tasks.writers(state.pk)] == NAMES
        assert [one.last_name for one in people.signatories()] == NAMES
        assert [one.last_name for one in remarks.colleagues(plans.paper())] == NAMES
    client.force_login(members.contact_point(state, language="kk"))
    assert listed(client.get(reverse("members:hand-over")).content.decode()) == NAMES


def test_who_has_no_name_is_listed_by_user_name(client):
    for name in ("b", "a", "C"):
        members.user(Role.OFFICER, username=name)
    assert [one.username for one in by_name(User.objects.filter(role=Role.OFFICER))] == ["a", "b", "C"]
