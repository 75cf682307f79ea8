"""The short names of measures, by which lists call a plan; and who coordinates."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils.translation import override

from cica_portal.spaces import JOINER, ordinary
from plans.editing import remarks
from plans.models import ConceptPaper
from tests.factories import members, plans

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 11, 27, 9, tzinfo=dt.UTC)


def named(paper, language):
    with override(language):
        return ordinary(ConceptPaper.objects.select_related("measure").get(pk=paper.pk).short_title)


@pytest.fixture
def paper():
    measure = plans.measure(short_titles={"en": "ICT security", "ru": "Безопасность ИКТ"})
    return plans.paper(measure=measure, period_from=2026, period_to=2027)


def test_plan_is_called_by_measure_and_years(paper):
    assert named(paper, "en") == "ICT security 2026-27"
    assert named(paper, "ru") == "Безопасность ИКТ 2026–27"
    assert named(paper, "kk") == f"{paper.measure.title_kk} 2026–27"


def test_no_line_of_a_page_ends_within_the_years_of_a_short_name(paper):
    for language, dash in (("en", "-"), ("ru", "–"), ("kk", "–")):
        with override(language):
            assert paper.short_title.endswith(f" 2026{dash}{JOINER}27")


@pytest.mark.parametrize(("first", "last", "years"), [(2026, 2026, "2026"), (2099, 2100, "2099-2100")])
def test_years_of_a_short_name_are_never_ambiguous(paper, first, last, years):
    ConceptPaper.objects.filter(pk=paper.pk).update(period_from=first, period_to=last)
    assert named(paper, "en") == f"ICT security {years}"


def test_who_coordinated_once_sees_no_draft_any_more(client, paper):
    person = members.coordinator()
    held = plans.coordinator_of(paper.measure, person, state=person.member_state)
    acts = ("plans.view_paper", "plans.edit_paper", "plans.write_remarks", "plans.withdraw_paper")
    client.force_login(person)
    url = reverse("plans:paper-detail", args=[paper.slug])
    assert all(person.has_perm(act, paper) for act in acts) and client.get(url).status_code == 200
    assert person in remarks.colleagues(paper)

    held.until_on = AT.date()
    held.save()

    assert not any(person.has_perm(act, paper) for act in acts)
    assert not ConceptPaper.objects.visible_to(person).exists()
    assert client.get(url).status_code == 404
    assert person not in remarks.colleagues(paper)
