"""Pasting several paragraphs into a text: blocks in their place, each language into the same rows, undone."""

import json

import pytest
from django.urls import reverse

from cica_portal.languages import LANGUAGES
from plans import blocks
from plans.enums import BlockKind
from plans.outline import draft_outline
from tests.factories import plans as factory
from tests.plans.pages import AT, named, undo

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper():
    paper = factory.paper(blocks=0, source_language="en")
    factory.block(paper, texts={"en": "here"})
    factory.block(paper, kind=BlockKind.HEADING, texts=dict.fromkeys(LANGUAGES, "Last"))
    return paper


def part(*runs, heading: bool = False) -> dict:
    return {"heading": heading, "runs": [run if isinstance(run, list) else [run, 0] for run in runs]}


def paste(client, block, language: str, parts, **fields):
    address = reverse("plans:block-paste", args=[block.paper.slug, block.key, language])
    data = {"version": 1, "before": "", "behind": "", "parts": json.dumps(parts)} | fields
    response = client.post(address, data, HTTP_HX_REQUEST="true")
    return response, json.loads(response.content)


def rows(paper) -> list[tuple]:
    return [(row.kind, *(row.text(language) for language in LANGUAGES)) for row in draft_outline(paper)[1:]]


LAST = ("heading", "Last", "Last", "Last")


def test_each_paragraph_becomes_a_block_with_its_marks_and_kind(at_work, paper):
    block = named(paper, "here")
    parts = [
        part("First ", ["ship ", 1], ["bold", 2]),
        part("a) point"),
        part("2.\u00a0event"),
        part("Heading", heading=True),
        part("\u2022 bullet *"),
    ]

    response, told = paste(at_work, block, "en", parts, before="Before. ", behind=" after")

    assert response.status_code == 200
    assert [row[:2] for row in rows(paper)] == [
        ("paragraph", "Before. First *ship* **bold**"),
        ("objective", "point"),
        ("initiative", "event"),
        ("heading", "Heading"),
        ("paragraph", "bullet * after"),
        ("heading", "Last"),
    ]
    assert (told["focus"], len(told["rows"])) == (str(block.key), 5)
    undo(at_work, paper, told)
    assert rows(paper) == [("paragraph", "here", "", ""), LAST]


@pytest.mark.parametrize(
    ("kind", "before", "lines", "kinds"),
    [
        ("objective", None, ("i) one", "ii) two", "b) next"), ["subpoint", "subpoint", "objective"]),
        ("initiative", None, ("a) one", "b) two", "2. next"), ["subpoint", "subpoint", "initiative"]),
        ("paragraph", "annex", ("1. one", "a) two", "2. next"), ["item", "subpoint", "item"]),
    ],
)
def test_pasted_sub_points_are_known_by_what_stands_above(at_work, kind, before, lines, kinds):
    paper = factory.paper(blocks=0, source_language="en")
    if before:
        factory.block(paper, kind=before, texts={"en": "Annexed"})
    factory.block(paper, kind=kind, texts={"en": "here"})

    response, _told = paste(at_work, named(paper, "here"), "en", [part("here"), *map(part, lines)])

    assert response.status_code == 200
    assert [row[0] for row in rows(paper)][-3:] == kinds
    assert [row[1] for row in rows(paper)][-3:] == [line.split(maxsplit=1)[1] for line in lines]


def test_each_language_fills_the_same_blocks_and_what_is_left_becomes_new(at_work, paper):
    block = named(paper, "here")
    paste(at_work, block, "en", [part("One"), part("Two")])

    _response, told = paste(at_work, block, "ru", [part("Один"), part("Два"), part("Три")])

    assert rows(paper) == [
        ("paragraph", "One", "Один", ""),
        ("paragraph", "Two", "Два", ""),
        ("paragraph", "", "Три", ""),
        LAST,
    ]
    assert told["said"] == "3 paragraphs pasted, each into a block of its own."
    undo(at_work, paper, told)
    assert rows(paper) == [("paragraph", "One", "", ""), ("paragraph", "Two", "", ""), LAST]


def test_what_is_markup_elsewhere_is_text_here(at_work, paper):
    paste(at_work, named(paper, "here"), "en", [part("<script>1</script>"), part("<b>2</b>")])

    assert [row[1] for row in rows(paper)] == ["<script>1</script>", "<b>2</b>", "Last"]


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ([part("one")], "At most 200 paragraphs"),
        ([part("one")] * 201, "At most 200 paragraphs"),
        (["one", "two"], "The pasted text cannot be read."),
        ([part(["one", 7]), part("two")], "The pasted text cannot be read."),
        ([part("a" * 10_001), part("two")], "at most 10000 characters"),
    ],
)
def test_what_cannot_be_taken_is_refused_whole(at_work, paper, parts, sentence):
    response, told = paste(at_work, named(paper, "here"), "en", parts)

    assert response.status_code == 422
    assert sentence in told["said"]
    assert rows(paper) == [("paragraph", "here", "", ""), LAST]


def test_a_text_that_another_saved_meanwhile_is_not_pasted_over(at_work, paper):
    block = named(paper, "here")
    blocks.edit(block, "en", "theirs", version=1, by=None, at=AT)

    response, told = paste(at_work, block, "en", [part("One"), part("Two")])

    assert (response.status_code, told["is_late"]) == (409, True)
    assert rows(paper) == [("paragraph", "theirs", "", ""), LAST]


def test_nothing_is_pasted_as_blocks_into_a_heading(at_work, paper):
    response, _told = paste(at_work, named(paper, "Last"), "en", [part("One"), part("Two")])

    assert response.status_code == 422
    assert rows(paper)[-1] == LAST
