import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from cica_portal.errors import MissingForm
from members.enums import Role
from members.models import MemberState
from tests.factories import members as people

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("day", "codes"),
    [
        (dt.date(2022, 5, 26), {"KZ", "XX"}),
        (dt.date(2022, 10, 12), {"KZ", "XX"}),
        (dt.date(2022, 10, 13), {"KZ", "KW", "XX"}),
        (dt.date(2023, 1, 1), {"KZ", "KW"}),
    ],
)
def test_members_on_a_day_includes_the_first_day_and_excludes_the_last(day, codes):
    people.member_state("KZ")
    people.member_state("KW", joined_on=dt.date(2022, 10, 13))
    people.member_state("XX", left_on=dt.date(2023, 1, 1))

    assert {state.code for state in MemberState.objects.members_on(day)} == codes
    assert {state.code for state in MemberState.objects.all() if state.is_member_on(day)} == codes


def test_a_name_is_inflected_by_data_only():
    state = people.member_state("KZ")

    assert state.form("ru", "gen") == "Республика KZ (gen)"
    with (
        translation.override("en"),
        pytest.raises(MissingForm, match=r"State KZ: the form “voc” is missing \(Russian\)"),
    ):
        state.form("ru", "voc")


def test_the_name_is_in_the_language_of_the_page():
    state = people.member_state("KZ")

    with translation.override("kk"):
        assert str(state) == "Мемлекет KZ"


@pytest.mark.both_databases
@pytest.mark.parametrize(("role", "has_state"), [(Role.OFFICER, True), (Role.READER, False)])
def test_the_database_refuses_a_role_that_does_not_fit_the_state(role, has_state):
    person = people.user(Role.READER) if has_state else people.officer()
    state = person.member_state

    person.role, person.member_state = role, state
    with pytest.raises(IntegrityError, match="user_state_fits_role"), transaction.atomic():
        person.save()
