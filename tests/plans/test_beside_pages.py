"""What stands beside a text that is being written, with and without the script."""

import datetime as dt

import pytest
from django.urls import reverse

from plans.terms import glossary
from tests.factories import plans as factory
from tests.plans.pages import words

pytestmark = pytest.mark.django_db

AT = dt.datetime(2022, 5, 20, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def block():
    glossary.load(at=AT)
    paper = factory.paper(blocks=0, source_language="en")
    factory.block(paper, texts={"en": "The Member States meet in 2026.", "ru": "Повтор <b>"})
    return factory.block(
        paper, texts={"en": "The Member States meet in 2026.", "ru": "Страны встречаются в 2025 году."}
    )


def address(block, language: str = "ru") -> str:
    return reverse("plans:block-beside", args=[block.paper.slug, block.key, language])


def test_terms_checks_and_earlier_translations_stand_beside_a_translation(at_work, block):
    shown = words(at_work.get(address(block)))

    assert "Checks Paragraph 2: the figures differ." in shown
    assert "the glossary term for “Member States” in Russian is “государство-член”." in shown
    assert "Terms Member States → государство-член" in shown
    assert "Translated before 100 % · another block of this plan Повтор &lt;b&gt;" in shown


def test_nothing_is_shown_where_there_is_nothing_to_say(at_work, block):
    paper = factory.paper(source_language="en")
    assert words(at_work.get(address(paper.blocks.get(position=2), "en"))) == ""


def test_an_earlier_translation_is_taken_by_its_address_without_the_script(at_work, block):
    page = at_work.get(reverse("plans:block-edit", args=[block.paper.slug, block.key, "ru"]))
    ref = page.context["matches"][0].ref
    assert f"?take={ref}" in page.content.decode()

    taken = at_work.get(page.request["PATH_INFO"], {"take": ref})
    other = at_work.get(page.request["PATH_INFO"], {"take": "r0"})

    assert taken.context["form"].initial["text"] == "Повтор <b>"
    assert other.context["form"].initial["text"] == "Страны встречаются в 2025 году."
