import datetime as dt

import pytest
from django.urls import reverse

from cica_portal.languages import LANGUAGES
from plans.models import BlockText, ConceptPaper
from tests.factories import initiatives, members, plans
from tests.factories.comments import revision

LINES = {
    "en": "Holding the online-seminar “Security” in 2024.",
    "ru": "Проведение в 2023 г. онлайн-семинара «Безопасность».",
    "kk": "2023 жылы «Қауіпсіздік» онлайн-семинарын өткізу.",
}


@pytest.fixture
def event(paper):
    return initiatives.initiative(paper, texts=LINES, year=2023, format="online")


@pytest.mark.parametrize("page", ["paper-edit", "paper-gate"])
def test_a_line_that_contradicts_its_record_is_a_finding_beside_it(paper, event, officer, client, page):
    client.force_login(officer)
    url = reverse(f"plans:{page}", args=[paper.slug])
    assert (
        "The English text of the plan says 2024, the record of the event says 2023."
        in client.get(url).content.decode()
    )
    line = paper.blocks.get(key=event.block_key)
    BlockText.objects.filter(block=line, language="en").update(text=LINES["en"].replace("2024", "2023"))
    assert "the record 2023" not in client.get(url).content.decode()


def test_looking_for_contradictions_costs_the_editor_one_query(
    paper, event, officer, client, django_assert_num_queries
):
    client.force_login(officer)
    url = reverse("plans:paper-edit", args=[paper.slug])
    client.get(url)
    with django_assert_num_queries(12) as first:
        client.get(url)
    for _number in range(2):
        initiatives.initiative(paper, texts=LINES, year=2023)
    plans.block(paper, kind="paragraph")
    with django_assert_num_queries(len(first)):
        client.get(url)


# The adopted text -----------------------------------------------------------------------------------------
RECORDS = {
    "en": "announced: 12 September 2023 · Almaty · State KZ",
    "ru": "объявлено: 12 сентября 2023 г. · Almaty · Государство KZ",
    "kk": "жарияланды: 2023 жылғы 12 қыркүйек · Almaty · Мемлекет KZ",
}


@pytest.fixture
def adopted(paper):
    made = initiatives.initiative(
        paper,
        texts=LINES,
        status="announced",
        year=2023,
        date_from=dt.date(2023, 9, 12),
        place="Almaty",
        host=members.member_state("KZ"),
    )
    revision(paper)
    ConceptPaper.objects.filter(pk=paper.pk).update(status="implementing")
    return made


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_line_of_an_adopted_plan_is_read_with_its_record(adopted, client, language):
    reader = members.user("reader", members.member_state("TR"), language=language)
    client.force_login(reader)
    beside = "kk" if language == "en" else "en"
    page = client.get(reverse("plans:published-detail", args=[adopted.paper.slug]), {"with": beside})
    text = page.content.decode()
    assert RECORDS[language] in text and RECORDS[beside] in text
    assert LINES[language] in text and LINES[beside] in text
    assert reverse("initiatives:initiative-detail", args=[adopted.block_key]) in text
    said = {"en": "The English text of the plan says 2024", "ru": "английск", "kk": "ғылшын"}
    assert said[language] in text


def test_records_cost_an_adopted_text_one_query(adopted, client, django_assert_num_queries):
    client.force_login(members.user("reader", members.member_state("TR")))
    url = reverse("plans:published-detail", args=[adopted.paper.slug])
    client.get(url)
    with django_assert_num_queries(7) as first:
        client.get(url)
    paper = adopted.paper
    for _number in range(2):
        initiatives.initiative(paper, texts=LINES, status="planned", year=2023)
    revision(paper)
    with django_assert_num_queries(len(first)):
        client.get(url)
