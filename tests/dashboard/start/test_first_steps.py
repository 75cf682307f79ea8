import pytest
from django.urls import reverse

from cica_portal.spaces import ordinary
from dashboard.start import first_steps
from notes.models import NumberingRule
from tests.factories import members, plans

pytestmark = pytest.mark.django_db


def _page(client, person) -> str:
    client.force_login(person)
    return ordinary(client.get(reverse("home")).content.decode())


def _marks() -> list[bool | None]:
    return [step.is_done for step in first_steps.find()]


def test_a_portal_without_plans_says_what_to_do_first_until_there_is_one(client):
    words = ("First steps", "Create the first plan", "to be done")
    person = members.officer(language="en")
    page = _page(client, person)
    assert [word for word in words if word not in page] == []
    for name in ("notes:wording-list", "notes:series-list", "members:state-list", "phrases:house-list"):
        assert f'href="{reverse(name)}"' in page
    plans.paper()
    assert words[0] not in _page(client, person)


def test_a_step_is_done_when_rows_tell_so():
    before = _marks()
    assert before == [None, NumberingRule.objects.exists(), False, before[3], False, False]
    members.contact_point(members.member_state("KZ"))
    assert _marks()[4] is True


def test_steps_lead_where_the_officer_may_go(client):
    person = members.officer()
    client.force_login(person)
    assert {client.get(reverse(step.page)).status_code for step in first_steps.find()} == {200}


def test_others_are_not_asked_to_set_up_the_portal(client):
    assert "First steps" not in _page(client, members.contact_point(members.member_state("KZ")))
