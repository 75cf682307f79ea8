"""What the portal offers to set right, and what it says to look at again; it changes nothing by itself."""

import datetime as dt

import pytest
from django.urls import reverse

from cica_portal.languages import LANGUAGES
from plans import blocks
from plans.blocks import OtherWords, StaleBlock
from plans.checks import proofreading
from plans.checks.reviews import ListMoved
from plans.editing import editor_rows
from plans.enums import Significance
from plans.models import BlockText, Edit
from plans.outline import draft_outline
from tests.factories import members as people
from tests.factories import plans as factory

pytestmark = pytest.mark.django_db

AT = dt.datetime(2022, 5, 20, 9, 0, tzinfo=dt.UTC)
TEXTS = {"en": 'in 2022 "so"', "ru": 'в 2022 г. "так"', "kk": "2022 ж. «солай»"}


@pytest.fixture
def paper():
    made = factory.paper(blocks=1, source_language="en")
    factory.block(made, texts=TEXTS)
    return made


def text_of(paper, language, position=3) -> BlockText:
    return BlockText.objects.get(block__paper=paper, block__position=position, language=language)


def proofread(paper, language) -> str:
    return reverse("plans:paper-proofread", args=[paper.slug, language])


@pytest.mark.parametrize(
    ("language", "only", "expected"),
    [
        ("en", "", "in 2022 “so”"),
        ("ru", "", "в 2022\u00a0г. «так»"),
        ("ru", "quotes", "в 2022 г. «так»"),
        ("ru", "spaces", 'в 2022\u00a0г. "так"'),
        ("kk", "", "2022\u00a0ж. «солай»"),
    ],
)
def test_suggestions_are_of_one_language_and_change_nothing(paper, language, only, expected):
    found = proofreading.suggestions(paper, language, only)

    assert [(one.number, one.suggested) for one in found] == [(3, expected)]
    assert text_of(paper, language).text == TEXTS[language]
    assert not Edit.objects.exists()


def test_accepting_is_an_editorial_edit_that_makes_no_translation_older_or_newer(paper):
    officer = people.officer()
    block = paper.blocks.get(position=3)
    blocks.edit(block, "en", 'in 2022 "so" then', version=1, by=officer, at=AT)
    states = {cell.language: cell.state for cell in editor_rows.cells(paper, block)}
    assert states == {"en": "unreviewed", "ru": "stale", "kk": "stale"}

    for language in LANGUAGES:
        (one,) = proofreading.suggestions(paper, language)
        listed = {one.text.pk: one.text.version}
        assert proofreading.accept(paper, language, listed, by=officer, at=AT) == 1

    assert text_of(paper, "en").text == "in 2022 “so” then"
    assert {cell.language: cell.state for cell in editor_rows.cells(paper, block)} == states
    edits = Edit.objects.filter(significance=Significance.EDITORIAL)
    assert list(edits.values_list("language", "by")) == [(code, officer.pk) for code in LANGUAGES]
    assert [proofreading.suggestions(paper, language) for language in LANGUAGES] == [[], [], []]


def test_accepting_changes_all_or_nothing(paper):
    factory.block(paper, texts=TEXTS)
    first, second = text_of(paper, "ru"), text_of(paper, "ru", position=4)

    for listed in ({first.pk: 1, second.pk: 9}, {first.pk: 1, text_of(paper, "en").pk: 1}, {10**9: 1}):
        with pytest.raises(ListMoved):
            proofreading.accept(paper, "ru", listed, by=None, at=AT)

    assert not Edit.objects.exists()


def test_retouching_refuses_other_words_and_an_older_version(paper):
    block = paper.blocks.get(position=3)

    with pytest.raises(OtherWords):
        blocks.retouch(block, "en", "in 2023 “so”", version=1, by=None, at=AT)
    with pytest.raises(StaleBlock):
        blocks.retouch(block, "en", "in 2022 “so”", version=7, by=None, at=AT)

    assert text_of(paper, "en").text == TEXTS["en"]


def test_warnings_name_differing_figures_and_the_marks_of_others_in_document_order():
    paper = factory.paper(blocks=0)
    factory.block(paper, texts={"en": '5 "events"', "ru": "6 «мероприятий»", "kk": ""})
    factory.block(paper, texts={"en": "in 2022-2023", "ru": "“в” 2022–2023 гг.", "kk": "2022-2023 жж."})

    found = proofreading.warnings(draft_outline(paper))

    assert [finding.sentence for finding in found] == [
        "Block 2 (paragraph): the figures differ. English: 5; Russian: 6; Kazakh: –.",
        'Block 2 (paragraph): quotation marks not used in English: "',
        "Block 3 (paragraph): quotation marks not used in Russian: “ ”",
    ]


# pages


@pytest.fixture
def at_work(client):
    client.force_login(people.officer())
    return client


def test_the_page_offers_each_text_as_a_redline_and_changes_what_is_ticked(at_work, paper):
    kept = factory.block(paper, texts=TEXTS)
    shown = at_work.get(proofread(paper, "ru")).content.decode()
    text = text_of(paper, "ru")
    assert f'value="{text.pk}:1"' in shown
    assert "The whole text" not in shown
    assert f'href="{proofread(paper, "kk")}"' in shown
    assert "·" in shown
    assert "°" in shown
    assert text.text == TEXTS["ru"]

    response = at_work.post(proofread(paper, "ru") + "?only=quotes", {"listed": f"{text.pk}:1"})

    assert response.url == proofread(paper, "ru") + "?only=quotes"
    assert text_of(paper, "ru").text == "в 2022 г. «так»"
    assert text_of(paper, "ru", position=4).text == TEXTS["ru"]
    shown = at_work.get(proofread(paper, "ru") + f"?block={kept.key}").content.decode()
    assert "The whole text" in shown
    assert f'href="{proofread(paper, "kk")}?block={kept.key}"' in shown
    assert f'value="{text_of(paper, "ru", position=4).pk}:1"' in shown
    assert f'value="{text.pk}:2"' not in shown


def test_the_page_says_so_when_nothing_is_ticked_or_left(at_work, paper):
    response = at_work.post(proofread(paper, "en"))
    assert response.status_code == 422
    assert "Nothing was changed: no text is selected." in response.content.decode()
    text = text_of(paper, "en")
    at_work.post(proofread(paper, "en"), {"listed": f"{text.pk}:1"})

    assert "Nothing to correct" in at_work.get(proofread(paper, "en")).content.decode()


def test_the_page_refuses_a_list_that_moved_or_is_none(at_work, paper):
    text = text_of(paper, "en")
    blocks.edit(text.block, "en", 'now "this"', version=1, by=None, at=AT)

    response = at_work.post(proofread(paper, "en"), {"listed": f"{text.pk}:1"})

    assert response.status_code == 409
    assert text_of(paper, "en").text == 'now "this"'
    assert at_work.post(proofread(paper, "en"), {"listed": "x"}).status_code == 404
    assert at_work.get(proofread(paper, "en").replace("/en/", "/de/")).status_code == 404


def test_the_gate_page_links_each_warning_to_its_block_and_keeps_nothing_back(at_work, paper):
    block = paper.blocks.get(position=3)
    shown = at_work.get(reverse("plans:paper-gate", args=[paper.slug])).content.decode()

    assert "Ready to circulate" in shown
    assert f'#b-{block.key}">Block 3 (paragraph): quotation marks not used in English:' in shown


def test_the_page_takes_the_same_queries_however_many_texts(at_work, paper, django_assert_num_queries):
    at_work.get(proofread(paper, "ru"))
    with django_assert_num_queries(4):
        at_work.get(proofread(paper, "ru"))
    for _number in range(3):
        factory.block(paper, texts=TEXTS)
    with django_assert_num_queries(4):
        at_work.get(proofread(paper, "ru"))
