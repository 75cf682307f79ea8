import pytest

from members import people
from members.models import User
from tests.factories import members as factory

pytestmark = pytest.mark.django_db


def test_set_language_keeps_it_with_this_person_only():
    me, other = factory.officer(language="en"), factory.officer(language="ru")

    people.set_language(me, "kk")

    assert me.language == "kk"
    assert dict(User.objects.values_list("pk", "language")) == {me.pk: "kk", other.pk: "ru"}
