"""The Member States as data, and the accounts of a demonstration."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.hashers import check_password

from members import reference
from members.enums import Role
from members.models import AuditEntry, MemberState, User

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)

FORMS = {
    "en": {"full", "short"},
    "ru": {"nom", "gen", "dat", "acc", "ins", "prep", "short", "short_gen", "short_dat", "short_ins"},
    "kk": {"nom", "gen", "dat", "abl", "ins", "short"},
}


def test_states_are_27_on_the_day_of_the_letter_and_28_since_kuwait_joined():
    assert reference.load_member_states(at=AT) == 28
    on_the_day = MemberState.objects.members_on(dt.date(2022, 5, 26))
    assert on_the_day.count() == 27
    assert set(MemberState.objects.all()) - set(on_the_day) == {MemberState.objects.get(code="KW")}
    assert MemberState.objects.members_on(dt.date(2022, 10, 12)).count() == 27
    assert MemberState.objects.members_on(dt.date(2022, 10, 13)).count() == 28
    assert list(MemberState.objects.filter(joined_is_exact=True).values_list("code", flat=True)) == ["KW"]


def test_states_have_every_name_form_and_a_zone_that_exists():
    reference.load_member_states(at=AT)
    for state in MemberState.objects.all():
        names = [getattr(state, f"{name}_{lang}") for name in ("name", "full_name") for lang in FORMS]
        assert all(names), state.code
        assert {
            lang: {key for key, text in forms.items() if text} for lang, forms in state.forms.items()
        } == FORMS
        assert ZoneInfo(state.time_zone).key == state.time_zone
    without_capital = MemberState.objects.filter(capital_en="").values_list("code", flat=True)
    assert sorted(without_capital) == ["IL", "PS"]


def test_states_are_loaded_once_and_the_secretariats_changes_stay():
    reference.load_member_states(at=AT)
    MemberState.objects.filter(code="LK").update(capital_en="Colombo")
    assert reference.load_member_states(at=AT) == 0
    assert MemberState.objects.get(code="LK").capital_en == "Colombo"
    assert AuditEntry.objects.filter(action="member_state.record").count() == 28


def test_accounts_are_the_staff_a_coordinator_and_four_people_of_each_state(settings):
    settings.DEMONSTRATION_PASSWORD = "silk-road-000001"
    reference.load_member_states(at=AT)
    assert reference.load_accounts(at=AT) == 3 + 4 * 28
    roles = {
        user.username: (user.role, user.member_state.code if user.member_state else None, user.language)
        for user in User.objects.select_related("member_state")
    }
    assert roles["officer"] == (Role.OFFICER, None, "en")
    assert roles["signatory"] == (Role.SIGNATORY, None, "en")
    assert roles["coordinator"] == (Role.COORDINATOR, "RU", "ru")
    assert roles["kz.contact"] == (Role.CONTACT_POINT, "KZ", "kk")
    assert roles["kw.deputy"] == (Role.DEPUTY, "KW", "en")
    assert roles["tj.drafter"] == (Role.DRAFTER, "TJ", "ru")
    assert roles["mn.reader"] == (Role.READER, "MN", "en")
    assert User.objects.values_list("password", flat=True).distinct().count() == 1
    assert User.objects.get(username="af.reader").check_password("silk-road-000001")


def test_accounts_follow_a_changed_password_but_those_that_have_their_own(settings):
    settings.DEMONSTRATION_PASSWORD = "silk-road-000001"
    reference.load_member_states(at=AT)
    reference.load_accounts(at=AT)
    own = User.objects.get(username="kz.contact")
    own.set_password("chosen by the delegate")
    own.save()
    settings.DEMONSTRATION_PASSWORD = "silk-road-000002"
    assert reference.load_accounts(at=AT) == 0
    hashes = dict(User.objects.values_list("username", "password"))
    assert check_password("silk-road-000002", hashes["officer"])
    assert check_password("chosen by the delegate", hashes["kz.contact"])
