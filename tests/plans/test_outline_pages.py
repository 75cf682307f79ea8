"""Acts on the outline in place: what the editor's script is told, and the same acts as pages without it."""

import json
import uuid

import pytest

from cica_portal.languages import LANGUAGES
from plans import blocks
from plans.editing import remarks, sections
from plans.enums import BlockKind
from plans.models import Block, BlockText, Edit
from tests.factories import members as people
from tests.factories import plans as factory
from tests.plans.pages import AT, HTMX, line_of, named, order, paper_of, states, texts_of, undo, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper():
    return paper_of("# A", "- a1", "a a2", "# B", "- b1")


def sent(client, name: str, paper, *args, **fields):
    keys = [place.key for place in sections.places(paper)]
    screen = {"first": keys[0], "last": keys[-1], "outline": sections.fingerprint(sections.places(paper))}
    response = client.post(url(name, paper, *args), screen | fields, **HTMX)
    return response, json.loads(response.content) if response["Content-Type"] == "application/json" else {}


def shown(paper, told, before: list[str]) -> list[str]:
    """Do to a screen of rows, named by their keys, what its script does."""
    screen = [key for key in before if key not in told["gone"]]
    for key, after in told["placed"]:
        if key in screen:
            screen.remove(key)
        screen.insert(screen.index(after) + 1, key)
    return screen


def keys(paper) -> list[str]:
    return [str(place.key) for place in sections.places(paper)]


def test_a_section_moves_in_place_and_the_answer_says_only_what_changed(at_work, paper):
    before, section = keys(paper), named(paper, "B")

    response, told = sent(at_work, "block-move", paper, section.key, to="up")

    assert response.status_code == 200
    assert line_of(paper) == "B b1 A a1 a2"
    assert shown(paper, told, before) == keys(paper)
    assert [key for key, _after in told["placed"]] == [str(section.key), str(named(paper, "b1").key)]
    assert told["numbers"][str(section.key)] == [dict.fromkeys(LANGUAGES, "1."), "Paragraph 1, 1", 2, 1]
    assert told["numbers"][str(named(paper, "a2").key)] == [
        {"en": "a)", "ru": "а)", "kk": "а)"},
        "Paragraph 5, 2 a)",
        3,
        5,
    ]
    assert (told["rows"], told["focus"], told["said"]) == ({}, str(section.key), "2 blocks moved.")
    assert str(paper.blocks.get(position=1).key) not in told["numbers"]


def test_a_screen_that_shows_a_part_is_told_its_own_numbers_only(at_work):
    paper = paper_of(*[f"- p{number}" for number in range(9)])
    first, last = named(paper, "p3").key, named(paper, "p5").key

    _response, told = sent(at_work, "block-move", paper, named(paper, "p8").key, after="", first=first)
    assert told == {}
    _response, told = sent(
        at_work,
        "block-move",
        paper,
        named(paper, "p4").key,
        after=named(paper, "p0").key,
        first=first,
        last=last,
    )

    assert line_of(paper) == "p0 p4 p1 p2 p3 p5 p6 p7 p8"
    assert set(told["numbers"]) == {str(named(paper, word).key) for word in ("p3", "p4")}


def test_who_moves_in_an_order_that_another_changed_is_told_and_nothing_moves(at_work, paper):
    seen = sections.fingerprint(sections.places(paper))
    blocks.move(named(paper, "B"), to="up", by=None, at=AT)

    response, told = sent(at_work, "block-move", paper, named(paper, "A").key, to="up", outline=seen)

    assert response.status_code == 409
    assert told["is_late"]
    assert told["said"].startswith("Another user has moved, added or removed blocks")
    assert line_of(paper) == "B b1 A a1 a2"


def test_a_place_is_chosen_on_a_page_without_the_script(at_work, paper):
    section = named(paper, "B")
    page = at_work.get(url("block-move", paper, section.key))
    choices = [words for _key, words in page.context["form"].fields["after"].choices]
    assert choices == ["the title (at the beginning of the plan)"]

    form = page.context["form"]
    data = {"after": form.fields["after"].choices[0][0], "outline": form.initial["outline"]}
    response = at_work.post(url("block-move", paper, section.key), data)

    assert response.url == f"{url('paper-edit', paper)}?at={section.key}#b-{section.key}"
    assert line_of(paper) == "B b1 A a1 a2"


def test_without_a_place_the_page_comes_back_and_the_title_has_no_place(at_work, paper):
    response = at_work.post(url("block-move", paper, named(paper, "B").key), {"after": ""})
    assert response.status_code == 422
    title = paper.blocks.get(position=1)
    assert at_work.get(url("block-move", paper, title.key)).status_code == 404
    assert at_work.post(url("block-move", paper, title.key), {"to": "down"}).status_code == 404


def new_block(**fields) -> dict:
    return {"kind": "paragraph", "text_en": "New", "text_ru": "", "text_kk": "", "key": uuid.uuid4()} | fields


def test_a_block_is_added_in_place_with_its_row_and_taken_back(at_work, paper):
    before, place = keys(paper), named(paper, "a1")
    address = f"{url('block-add', paper)}?after={place.key}"
    panel = at_work.get(address, **HTMX).content.decode()
    assert f'data-hx-post="{address}"' in panel and "<html" not in panel

    response = at_work.post(address, new_block(), **HTMX)
    told = json.loads(response.content)

    made = named(paper, "New")
    assert response["Text-Saved"] == "yes"
    assert shown(paper, told, before) == keys(paper)
    assert list(told["rows"]) == [str(made.key)]
    assert f'id="cell-{made.key}-kk"' in told["rows"][str(made.key)]
    assert 'id="removed"' in told["removed"]
    undo(at_work, paper, told)
    assert keys(paper) == before


def test_a_block_in_which_somebody_wrote_since_is_not_taken_back(at_work, paper):
    response = at_work.post(url("block-add", paper), new_block(), **HTMX)
    made = named(paper, "New")
    blocks.edit(made, "en", "Newer", version=1, by=None, at=AT)

    refused = undo(at_work, paper, json.loads(response.content))

    assert refused.status_code == 409
    assert order(paper)[-1] == "Newer"


def test_a_block_is_removed_in_place_and_restored_by_undoing(at_work, paper):
    before, block = keys(paper), named(paper, "a2")

    _response, told = sent(at_work, "block-remove", paper, block.key)

    assert told["gone"] == [str(block.key)]
    assert told["focus"] == str(named(paper, "a1").key)
    assert f"/blocks/{block.key}/restore/" in told["removed"]
    undo(at_work, paper, told)
    assert keys(paper) == before


def test_a_kind_changes_in_place_with_all_numbers_and_back(at_work, paper):
    block = named(paper, "a1")

    _response, told = sent(at_work, "block-kind", paper, block.key, kind="objective")

    assert list(told["rows"]) == [str(block.key)]
    assert told["numbers"][str(named(paper, "a2").key)][0] == {"en": "b)", "ru": "б)", "kk": "ә)"}
    undo(at_work, paper, told)
    assert named(paper, "a1").kind == BlockKind.PARAGRAPH


def test_a_split_in_place_is_taken_back_with_words_and_states(at_work, sentences):
    block = sentences.blocks.get(position=2)
    before, was = keys(sentences), (texts_of(sentences), states(sentences)[1:])
    panel = at_work.get(url("block-split", sentences, block.key), **HTMX)
    parts = {"text_en": "One.\nTwo.", "text_ru": "Один.\nДва.", "text_kk": "Бір.\nЕкі."}

    response, told = sent(
        at_work, "block-split", sentences, block.key, **(panel.context["form"].initial | parts)
    )

    assert response.status_code == 200
    assert len(told["rows"]) == 2
    assert [row[0] for row in texts_of(sentences)] == ["One.", "Two.", "Last"]
    undo(at_work, sentences, told)
    assert keys(sentences) == before
    assert texts_of(sentences) == was[0]
    assert [state == "stale" for state in states(sentences)[1:]] == [False, False]


def test_a_join_in_place_is_taken_back_with_the_key_of_the_second(at_work, sentences):
    block, before = sentences.blocks.get(position=2), keys(sentences)
    was = texts_of(sentences)
    first, second = sentences.blocks.filter(position__gt=1)
    remark = remarks.write(second, "About the last", by=people.officer(), at=AT)
    panel = at_work.get(url("block-join", sentences, block.key), **HTMX)

    _response, told = sent(at_work, "block-join", sentences, block.key, **panel.context["form"].initial)
    assert [row[0] for row in texts_of(sentences)] == ["One. Two. Last"]
    assert list(first.remarks.open()) == [remark]
    undo(at_work, sentences, told)

    assert keys(sentences) == before
    assert texts_of(sentences) == was
    assert list(second.remarks.open()) == [remark]


def test_a_join_in_place_of_texts_changed_since_shows_them_as_they_are_now(at_work, sentences):
    block, second = sentences.blocks.filter(position__gt=1)
    panel = at_work.get(url("block-join", sentences, block.key), **HTMX)
    blocks.edit(second, "en", "Newest", version=1, by=None, at=AT)

    again, _told = sent(at_work, "block-join", sentences, block.key, **panel.context["form"].initial)

    assert again.status_code == 409
    assert "The text has changed since it was shown here." in again.content.decode()
    assert len(texts_of(sentences)) == 2
    sent(at_work, "block-join", sentences, block.key, **again.context["form"].initial)
    assert [row[0] for row in texts_of(sentences)] == ["One. Two. Newest"]


def test_nothing_of_another_plan_is_taken_back(at_work, paper):
    foreign = factory.paper().blocks.get(position=2)

    response = at_work.post(url("outline-undo", paper), {"made": [str(foreign.key)]})

    assert response.status_code == 404
    assert Block.objects.get(pk=foreign.pk).removed_at is None
    assert not Edit.objects.exists()
    assert at_work.post(url("outline-undo", paper), {"texts": "nonsense"}).status_code == 404


def test_without_the_script_undoing_leads_back_to_the_editor(at_work, paper):
    block = named(paper, "a2")
    blocks.edit(block, "en", "changed", version=1, by=None, at=AT)

    response = at_work.post(url("outline-undo", paper), {"texts": f"{block.key}:en:2:1"})

    assert response.url == f"{url('paper-edit', paper)}?at={block.key}#b-{block.key}"
    assert BlockText.objects.get(block=block, language="en").text == "a2"
