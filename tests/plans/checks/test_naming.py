"""A plan against its measure: the official name in each title, and who coordinates it."""

import datetime as dt

import pytest
from django.urls import reverse

from plans import blocks
from plans.checks import gate, naming
from plans.models import GateOverride
from plans.outline import draft_outline
from tests.factories import members
from tests.factories import plans as factory

pytestmark = pytest.mark.django_db

AT = dt.datetime(2022, 5, 20, 9, 0, tzinfo=dt.UTC)
FORMS = {
    "en": {"title": "Security of and in the use of ICTs"},
    "ru": {
        "nom": "безопасность в сфере использования ИКТ и самих ИКТ",
        "dat_after_po": "безопасности в сфере использования ИКТ и самих ИКТ",
    },
    "kk": {"nom": "АКТ-ны пайдалану қауіпсіздігі және АКТ-ның қауіпсіздігі"},
}
TITLES = {
    "en": "Plan of the CICA confidence-building measure “Security of and in the use of ICTs” for 2022-2023",
    "ru": "План мер доверия по безопасности в сфере использования ИКТ и самих ИКТ на 2022-2023 гг.",
    "kk": "«АКТ-ны пайдалану қауіпсіздігі және АКТ-ның қауіпсіздігі» сенім шарасының жоспары",
}


def plan(**fields):
    return factory.paper(measure=factory.measure(forms=FORMS), **{"titles": TITLES} | fields)


def found(paper):
    return [str(one) for one in gate.look(paper).misnamed]


def test_titles_with_the_official_name_in_any_of_its_cases_pass():
    assert found(plan()) == []
    quoted = "План меры доверия «Безопасность в сфере использования\u00a0ИКТ и самих ИКТ»"
    assert found(plan(titles=TITLES | {"ru": quoted})) == []


@pytest.mark.parametrize(
    ("language", "title", "sentence"),
    [
        (
            "en",
            "Plan of the measure “Security and use of ICT”",
            "English: the title calls the measure “Security and use of ICT”. Its official name is “Security "
            "of and in the use of ICTs”. Words that differ: – → of; – → in the; ICT → ICTs.",
        ),
        (
            "ru",
            "План меры доверия «Безопасность в области использования ИКТ и самих ИКТ»",
            "Russian: the title calls the measure “Безопасность в области использования ИКТ и самих ИКТ”. "
            "Its official name is “безопасность в сфере использования ИКТ и самих ИКТ”. Words that differ: "
            "области → сфере.",
        ),
        (
            "kk",
            "АКТ-ны пайдалану жөніндегі жоспар",
            "Kazakh: the title does not contain the official name of the measure, “АКТ-ны пайдалану "
            "қауіпсіздігі және АКТ-ның қауіпсіздігі”. Missing words: "
            "қауіпсіздігі, және, АКТ-ның, қауіпсіздігі.",
        ),
    ],
)
def test_another_name_is_found_with_the_words_that_differ(language, title, sentence):
    assert found(plan(titles=TITLES | {language: title})) == [sentence]


def test_a_plan_whose_coordinator_does_not_coordinate_the_measure_is_found():
    iran, china = (
        members.member_state(code, name_en=name) for code, name in (("IR", "Iran"), ("CN", "China"))
    )
    paper = plan(coordinator=members.member_state("TJ", name_en="Tajikistan"))
    assert found(paper) == []  # nobody is recorded as coordinator of the measure
    factory.coordinator_of(paper.measure, state=iran)
    paper.measure.coordinators.create(member_state=china, is_lead=False)

    assert found(paper) == ["Coordinator of the plan: Tajikistan. Coordinator of the measure: Iran, China."]
    assert found(plan(coordinator=iran)) == []


@pytest.mark.good_path
def test_a_signatory_lets_another_name_through_with_a_reason_for_this_text_alone():
    paper = plan(titles=TITLES | {"en": "Plan on ICTs"})
    signatory = members.signatory()
    held = gate.look(paper)
    assert (held.unequal, held.is_open) == ([], False)

    gate.override(
        paper, expected_sha256=held.sha256, expected=1, reason="As the SWG called it", by=signatory, at=AT
    )

    assert gate.look(paper).is_open
    title = paper.blocks.get(position=1)
    assert GateOverride.objects.get().findings == [["misnamed", str(title.key), "en"]]
    blocks.edit(title, "en", "Another plan on ICTs", version=1, by=None, at=AT)
    assert not gate.look(paper).is_open


# The years ---------------------------------------------------------------------------------------------
def years(**titles):
    paper = plan(titles=TITLES | titles)
    return [str(one) for one in naming.warnings(paper, draft_outline(paper))]


@pytest.mark.parametrize(
    "said", ["2022-2023", "2022–23", "2022 and 2023", "2022\u20112023 (as agreed in 2020)", "all years"]
)
def test_titles_with_the_years_of_the_plan_or_without_any_are_not_remarked_on(said):
    assert years(en=f"Plan “Security of and in the use of ICTs” for {said}") == []


def test_the_years_of_a_former_plan_in_a_title_are_remarked_on():
    assert years(en="Plan for 2020-2021", ru="План на 2021–22 гг.", kk="2022 жылға арналған жоспар") == [
        "English: years in the title: 2020-2021. Period of the plan: 2022-2023.",
        "Russian: years in the title: 2021–22. Period of the plan: 2022-2023.",
        "Kazakh: years in the title: 2022. Period of the plan: 2022-2023.",
    ]


def test_the_page_before_circulation_says_which_years_a_title_names(client):
    paper = plan(titles=TITLES | {"ru": TITLES["ru"].replace("2022-2023", "2020-2021")})
    client.force_login(members.officer(language="en"))
    page = client.get(reverse("plans:paper-gate", args=[paper.slug])).content.decode()
    assert "Russian: years in the title: 2020-2021. Period of the plan: 2022-2023." in page
