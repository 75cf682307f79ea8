import pytest
from django.urls import reverse

from plans.models import BlockText
from tests.factories import initiatives, plans

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
    assert "The English line says 2024, the record 2023." in client.get(url).content.decode()
    line = paper.blocks.get(key=event.block_key)
    BlockText.objects.filter(block=line, language="en").update(text=LINES["en"].replace("2024", "2023"))
    assert "the record 2023" not in client.get(url).content.decode()


def test_looking_for_contradictions_costs_the_editor_one_query(
    paper, event, officer, client, django_assert_num_queries
):
    client.force_login(officer)
    url = reverse("plans:paper-edit", args=[paper.slug])
    client.get(url)
    with django_assert_num_queries(10) as first:
        client.get(url)
    for _number in range(2):
        initiatives.initiative(paper, texts=LINES, year=2023)
    plans.block(paper, kind="paragraph")
    with django_assert_num_queries(len(first)):
        client.get(url)
