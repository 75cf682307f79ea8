"""Splitting, joining, turning and confirming: what becomes of texts, keys, states and the record."""

import pytest

from cica_portal.errors import StaleVersion
from cica_portal.languages import LANGUAGES
from plans import blocks
from plans.editing import editor_rows, pasting
from plans.enums import BlockKind
from plans.models import Block, BlockText, Edit
from plans.outline import draft_outline
from tests.factories import plans as factory
from tests.plans.pages import AT, states, texts_of
from tests.refusing import refused

pytestmark = pytest.mark.django_db


VERSIONS = dict.fromkeys(LANGUAGES, 1)
BOTH = VERSIONS | {f"next-{language}": 1 for language in LANGUAGES}


def test_a_split_makes_blocks_in_every_language_and_keeps_the_first_key(sentences):
    block = sentences.blocks.get(position=2)

    made = blocks.split(
        block,
        {"en": ["One.", "Two."], "ru": ["Один.", "Два."], "kk": ["Бір. Екі."]},
        versions=VERSIONS,
        by=None,
        at=AT,
    )

    assert texts_of(sentences) == [
        ["One.", "Один.", "Бір. Екі."],
        ["Two.", "Два.", ""],
        ["Last", "Последний", "Соңғы"],
    ]
    assert made[0].key == block.key
    assert states(sentences, 1) == ["unreviewed", "unreviewed", "stale"]
    assert states(sentences, 2) == ["unreviewed", "unreviewed", "missing"]


def test_a_split_leaves_an_older_translation_older_in_every_part(sentences):
    block = sentences.blocks.get(position=2)
    blocks.edit(block, "en", "One more. Two.", version=1, by=None, at=AT)

    blocks.split(
        block,
        {"en": ["One more.", "Two."], "ru": ["Один.", "Два."], "kk": ["Бір.", "Екі."]},
        versions=VERSIONS | {"en": 2},
        by=None,
        at=AT,
    )

    assert [states(sentences, index) for index in (1, 2)] == [["unreviewed", "stale", "stale"]] * 2


@pytest.mark.parametrize(
    ("parts", "versions", "refusal"),
    [
        ({"en": ["One.", "Three."]}, {}, "plans.other_words"),
        ({"en": ["One. Two."]}, {}, "plans.nothing_to_split"),
        ({"en": ["One.", "Two."]}, {"ru": 2}, StaleVersion),
    ],
)
def test_a_split_that_is_none_or_read_too_early_changes_nothing(sentences, parts, versions, refusal):
    whole = {"ru": ["Один. Два."], "kk": ["Бір. Екі."]}
    before = texts_of(sentences)

    with refused(refusal):
        blocks.split(
            sentences.blocks.get(position=2), whole | parts, versions=VERSIONS | versions, by=None, at=AT
        )

    assert (texts_of(sentences), Edit.objects.count()) == (before, 0)


def test_a_pasted_list_becomes_objectives_without_its_letters():
    paper = factory.paper(blocks=0)
    pasted = {
        "en": "Aims:\na)\tfirst\x0bb) second",
        "ru": "Цели:\nа) первая\nб) вторая",
        "kk": "Мақсаттар:\nа) бірінші\nә) екінші",
    }
    block = factory.block(paper, texts=pasted)

    assert pasting.guessed_kind(pasted, block.kind) == BlockKind.OBJECTIVE
    blocks.split(
        block,
        {language: pasting.paragraphs(text) for language, text in pasted.items()},
        versions=VERSIONS,
        kind=BlockKind.OBJECTIVE,
        without_marks=True,
        by=None,
        at=AT,
    )

    assert texts_of(paper) == [
        ["Aims:", "Цели:", "Мақсаттар:"],
        ["first", "первая", "бірінші"],
        ["second", "вторая", "екінші"],
    ]
    assert [row.label["kk"] for row in draft_outline(paper)] == ["", "", "а)", "ә)"]


def test_a_cursor_proposes_the_same_sentence_in_the_other_languages():
    marked = pasting.cut({"en": "*One. Two.* Three.", "ru": "**Один. Два.** Три.", "kk": ""}, "en", 6)
    assert marked == {"en": "*One.*\n*Two.* Three.", "ru": "**Один.**\n**Два.** Три.", "kk": ""}
    found = pasting.cut({"en": "One. Two. Three.", "ru": "Один. Два. Три.", "kk": "Бір екі үш"}, "en", 10)

    assert found == {"en": "One. Two.\nThree.", "ru": "Один. Два.\nТри.", "kk": "Бір екі үш"}


def test_cleaning_keeps_what_is_meant_and_drops_what_is_not():
    assert pasting.cleaned("\ufeffa\u00a0b \x0bc\td ") == "a\u00a0b\nc d"


def test_a_join_adds_the_next_block_and_lets_it_come_back(sentences):
    first, second = sentences.blocks.filter(position__gt=1)

    blocks.join(first, versions=BOTH, by=None, at=AT)

    assert texts_of(sentences) == [["One. Two. Last", "Один. Два. Последний", "Бір. Екі. Соңғы"]]
    assert Block.objects.get(pk=second.pk).removed_at == AT
    assert states(sentences, 1) == ["unreviewed"] * 3
    blocks.restore(second, by=None, at=AT)
    assert texts_of(sentences)[1] == ["Last", "Последний", "Соңғы"]


def test_a_join_is_refused_with_a_heading_at_the_end_and_of_what_was_changed(sentences):
    first, second = sentences.blocks.filter(position__gt=1)
    with refused("plans.not_joined"):
        blocks.join(second, versions=BOTH, by=None, at=AT)
    blocks.edit(second, "kk", "Ең соңғы", version=1, by=None, at=AT)
    with pytest.raises(StaleVersion):
        blocks.join(first, versions=BOTH, by=None, at=AT)
    blocks.change_kind(second, BlockKind.HEADING, by=None, at=AT)
    with refused("plans.not_joined"):
        blocks.join(first, versions=BOTH | {"next-kk": 2}, by=None, at=AT)

    assert len(texts_of(sentences)) == 2


def test_a_block_turns_into_another_kind_and_keeps_key_and_texts_of(sentences):
    block = sentences.blocks.get(position=2)
    before = texts_of(sentences)

    turned = blocks.change_kind(block, BlockKind.OBJECTIVE, by=None, at=AT)

    assert (turned.key, texts_of(sentences)) == (block.key, before)
    assert draft_outline(sentences)[1].label == {"en": "a)", "ru": "а)", "kk": "а)"}
    assert list(Edit.objects.values_list("kind", "before", "after")) == [("turned", "paragraph", "objective")]


def test_a_text_of_two_lines_does_not_turn_into_a_heading():
    paper = factory.paper(blocks=0)
    block = factory.block(paper, texts={"en": "a", "ru": "б\nв", "kk": "г"})

    with refused("plans.not_one_line"):
        blocks.change_kind(block, BlockKind.HEADING, by=None, at=AT)
    with refused("plans.title_stays"):
        blocks.change_kind(paper.blocks.get(position=1), BlockKind.PARAGRAPH, by=None, at=AT)

    assert Block.objects.get(pk=block.pk).kind == "paragraph"


def test_still_right_makes_a_translation_current_without_changing_it(sentences):
    block = sentences.blocks.get(position=2)
    blocks.edit(block, "en", "One. Two!", version=1, by=None, at=AT)
    source = Edit.objects.get()
    assert editor_rows.cells(sentences, block)[1].change == ("en", "One. Two.", "One. Two!")

    blocks.confirm(block, "ru", version=1, by=None, at=AT)

    edit = Edit.objects.get(language="ru")
    assert (edit.kind, edit.before, edit.after) == ("confirmed", "Один. Два.", "Один. Два.")
    assert (edit.based_on, edit.version) == (source, 2)
    assert states(sentences, 1) == ["unreviewed", "unreviewed", "stale"]
    with refused("plans.nothing_to_confirm"):
        blocks.confirm(block, "ru", version=2, by=None, at=AT)
    with refused("plans.nothing_to_confirm"):
        blocks.confirm(block, "en", version=2, by=None, at=AT)
    with pytest.raises(blocks.StaleBlock):
        blocks.confirm(block, "ru", version=1, by=None, at=AT)


def test_a_conflict_knows_the_text_that_was_read_however_many_saves_ago(sentences):
    block = sentences.blocks.get(position=2)
    for version, text in enumerate(("Second", "Third", "Fourth"), start=1):
        blocks.edit(block, "en", text, version=version, by=None, at=AT)

    with pytest.raises(blocks.StaleBlock) as refusal:
        blocks.edit(block, "en", "Mine", version=2, by=None, at=AT)

    conflict = refusal.value
    assert (conflict.base, conflict.mine, conflict.current.text) == ("Second", "Mine", "Fourth")
    assert BlockText.objects.get(block=block, language="en").text == "Fourth"
