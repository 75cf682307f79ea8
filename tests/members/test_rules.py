import pytest
from django.contrib.auth.models import AnonymousUser

from members.enums import Role
from tests.factories import members as people

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("permission", "roles"),
    [
        ("members.view_states", {Role.OFFICER, Role.SIGNATORY}),
        ("members.view_delegation", {Role.CONTACT_POINT, Role.DEPUTY, Role.DRAFTER, Role.READER}),
    ],
)
def test_who_may(permission, roles):
    assert {role for role in Role if people.user(role).has_perm(permission)} == roles
    assert not AnonymousUser().has_perm(permission)


def test_who_was_put_out_of_service_may_nothing():
    assert not people.officer(is_active=False).has_perm("members.view_states")
