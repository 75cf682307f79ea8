"""What the portal says to look at again; it changes nothing by itself."""

import pytest
from django.urls import reverse

from plans.checks import proofreading
from plans.outline import draft_outline
from tests.factories import members as people
from tests.factories import plans as factory

pytestmark = pytest.mark.django_db

TEXTS = {"en": 'in 2022 "so"', "ru": 'в 2022 г. "так"', "kk": "2022 ж. «солай»"}


@pytest.fixture
def paper():
    made = factory.paper(blocks=1, source_language="en")
    factory.block(made, texts=TEXTS)
    return made


def test_warnings_name_differing_figures_and_the_marks_of_others_in_document_order():
    paper = factory.paper(blocks=0)
    factory.block(paper, texts={"en": '5 "events"', "ru": "6 «мероприятий»", "kk": ""})
    factory.block(paper, texts={"en": "in 2022-2023", "ru": "“в” 2022–2023 гг.", "kk": "2022-2023 жж."})

    found = proofreading.warnings(draft_outline(paper))

    assert [finding.sentence for finding in found] == [
        "Paragraph 1: the figures differ. English: 5; Russian: 6; Kazakh: –.",
        'Paragraph 1: quotation marks not used in English: "',
        "Paragraph 2: quotation marks not used in Russian: “ ”",
    ]


def test_the_gate_page_links_each_warning_to_its_block_and_keeps_nothing_back(client, paper):
    client.force_login(people.officer())
    block = paper.blocks.get(position=3)
    shown = client.get(reverse("plans:paper-gate", args=[paper.slug])).content.decode()

    assert "Ready to circulate" in shown
    assert f'#b-{block.key}">Paragraph 2: quotation marks not used in English:' in shown
