import uuid

import pytest

from cica_portal.errors import AlreadyMoved
from cica_portal.languages import LANGUAGES
from members.models import AuditEntry
from plans import blocks
from plans.enums import BlockKind, EditKind, PaperStatus, Significance
from plans.models import Block, BlockText, ConceptPaper, Edit
from plans.outline import draft_outline
from tests.factories import members as people
from tests.factories import plans as factory
from tests.plans.pages import AT, together
from tests.refusing import refused

pytestmark = pytest.mark.django_db


def texts(word: str) -> dict[str, str]:
    return {language: f"{word} {language}" for language in LANGUAGES}


def order(paper) -> list[str]:
    return [row.text("en") for row in draft_outline(paper)]


def entries() -> list[tuple[str, str]]:
    return list(AuditEntry.objects.values_list("action", "actor_label"))


def edits(block) -> list[tuple[str, str, str, str]]:
    return list(block.edits.values_list("kind", "language", "before", "after"))


# add


def test_add_appends_a_block_with_its_texts_edits_and_audit_entry():
    paper, officer = factory.paper(blocks=1), people.officer()
    title, first = order(paper)
    key = uuid.uuid4()

    block = blocks.add(
        paper, kind=BlockKind.OBJECTIVE, texts={"ru": "цель", "en": "aim"}, key=key, by=officer, at=AT
    )

    assert (block.key, block.kind) == (key, "objective")
    assert order(paper) == [title, first, "aim"]
    assert {text.language: (text.text, text.version) for text in block.texts.all()} == {
        "en": ("aim", 1),
        "ru": ("цель", 1),
        "kk": ("", 1),
    }
    assert edits(block) == [("added", "en", "", "aim"), ("added", "ru", "", "цель")]
    assert entries() == [("block.add", officer.username)]


def test_add_says_from_which_source_text_the_translations_were_made():
    paper = factory.paper(source_language="ru")

    block = blocks.add(paper, kind=BlockKind.PARAGRAPH, texts=texts("text"), by=None, at=AT)

    source = block.edits.get(language="ru")
    assert {text.language: text.based_on for text in block.texts.all()} == {
        "en": source,
        "ru": None,
        "kk": source,
    }


def test_add_with_the_same_key_again_returns_the_same_block():
    paper, key = factory.paper(), uuid.uuid4()
    first = blocks.add(paper, kind=BlockKind.PARAGRAPH, texts=texts("one"), key=key, by=None, at=AT)

    again = blocks.add(paper, kind=BlockKind.PARAGRAPH, texts=texts("two"), key=key, by=None, at=AT)

    assert again == first
    assert order(paper)[-1] == "one en"
    assert Block.objects.filter(key=key).count() == 1


def test_add_refuses_a_key_or_a_neighbour_of_another_plan():
    paper, other = factory.paper(), factory.paper()
    foreign = other.blocks.get(position=2)

    with refused("plans.foreign_block"):
        blocks.add(paper, kind=BlockKind.PARAGRAPH, texts=texts("x"), key=foreign.key, by=None, at=AT)
    with refused("plans.foreign_block"):
        blocks.add(paper, kind=BlockKind.PARAGRAPH, texts=texts("x"), after=foreign, by=None, at=AT)
    assert paper.blocks.count() == 3


def test_add_refuses_a_place_ahead_of_the_title_a_second_title_and_nothing():
    paper = factory.paper()
    title = paper.blocks.get(kind=BlockKind.TITLE)

    with refused("plans.title_stays"):
        blocks.add(paper, kind=BlockKind.PARAGRAPH, texts=texts("x"), before=title, by=None, at=AT)
    with refused("plans.one_title"):
        blocks.add(paper, kind=BlockKind.TITLE, texts=texts("x"), by=None, at=AT)
    with refused("plans.nothing_written"):
        blocks.add(paper, kind=BlockKind.PARAGRAPH, texts={"en": ""}, by=None, at=AT)
    assert (paper.blocks.count(), Edit.objects.count(), AuditEntry.objects.count()) == (3, 0, 0)


# edit


def test_edit_saves_the_text_its_version_edit_and_audit_entry():
    paper, officer = factory.paper(), people.officer()
    block = paper.blocks.get(position=2)

    saved = blocks.edit(block, "en", "New words", version=1, by=officer, at=AT)

    stored = BlockText.objects.get(block=block, language="en")
    assert (stored.text, stored.version, saved.version) == ("New words", 2, 2)
    edit = Edit.objects.get()
    assert (edit.kind, edit.language, edit.before, edit.after, edit.by, edit.at, edit.significance) == (
        EditKind.CHANGED,
        "en",
        "Paragraph 0 en",
        "New words",
        officer,
        AT,
        Significance.SUBSTANTIVE,
    )
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.before["version"], entry.after["version"]) == ("block.edit", 1, 2)
    assert entry.before["sha256"] != entry.after["sha256"]


def test_edit_keeps_the_titles_of_the_plan_in_step():
    paper = factory.paper()
    title = paper.blocks.get(kind=BlockKind.TITLE)

    blocks.edit(title, "kk", "Жаңа атау", version=1, by=None, at=AT)

    stored = ConceptPaper.objects.get(pk=paper.pk).titles
    assert stored == {**paper.titles, "kk": "Жаңа атау"}


def test_edit_with_an_old_version_overwrites_nothing_and_holds_both_texts():
    paper = factory.paper()
    block = paper.blocks.get(position=2)
    blocks.edit(block, "en", "Theirs", version=1, by=None, at=AT)

    with pytest.raises(blocks.StaleBlock) as refusal:
        blocks.edit(block, "en", "Mine", version=1, by=None, at=AT)

    assert (refusal.value.current.text, refusal.value.current.version) == ("Theirs", 2)
    assert refusal.value.mine == "Mine"
    assert BlockText.objects.get(block=block, language="en").text == "Theirs"
    assert Edit.objects.count() == AuditEntry.objects.count() == 1


def test_edit_that_changes_nothing_leaves_no_trace():
    paper = factory.paper()
    block = paper.blocks.get(position=2)

    same = blocks.edit(block, "en", "Paragraph 0 en", version=1, by=None, at=AT)

    assert same.version == 1
    assert (Edit.objects.count(), AuditEntry.objects.count()) == (0, 0)


def test_edit_with_the_same_words_confirms_a_translation_that_was_older_than_its_source():
    paper = factory.paper(source_language="en")
    block = paper.blocks.get(position=2)
    blocks.edit(block, "en", "Changed", version=1, by=None, at=AT)

    confirmed = blocks.edit(block, "ru", "Paragraph 0 ru", version=1, by=None, at=AT)

    assert (confirmed.version, confirmed.based_on.after) == (2, "Changed")


# move, remove, restore


def test_move_refuses_the_ends_the_title_and_what_was_removed():
    paper = factory.paper(blocks=2)
    before = order(paper)

    with refused("plans.no_further"):
        blocks.move(paper.blocks.get(position=2), to="up", by=None, at=AT)
    with refused("plans.no_further"):
        blocks.move(paper.blocks.get(position=3), to="down", by=None, at=AT)
    with refused("plans.title_stays"):
        blocks.move(paper.blocks.get(position=1), to="down", by=None, at=AT)
    with pytest.raises(ValueError, match="sideways"):
        blocks.move(paper.blocks.get(position=2), to="sideways", by=None, at=AT)
    assert order(paper) == before

    gone = blocks.remove(paper.blocks.get(position=2), by=None, at=AT)
    with pytest.raises(blocks.BlockRemoved):
        blocks.move(gone, to="down", by=None, at=AT)
    with pytest.raises(blocks.BlockRemoved):
        blocks.edit(gone, "en", "Words", version=1, by=None, at=AT)
    with pytest.raises(blocks.BlockRemoved):
        blocks.add(paper, kind=BlockKind.PARAGRAPH, texts=texts("x"), after=gone, by=None, at=AT)


@pytest.mark.good_path
def test_remove_and_restore_put_the_block_back_where_it_stood():
    paper, officer = factory.paper(blocks=3), people.officer()
    before = order(paper)
    block = paper.blocks.get(position=3)

    blocks.remove(block, by=officer, at=AT)

    assert order(paper) == [before[0], before[1], before[3]]
    assert Block.objects.get(pk=block.pk).removed_at == AT

    blocks.restore(block, by=officer, at=AT)

    assert order(paper) == before
    assert edits(block) == [("removed", "", "", ""), ("restored", "", "", "")]
    assert entries() == [("block.remove", officer.username), ("block.restore", officer.username)]


def test_remove_refuses_the_title_and_a_second_time():
    paper = factory.paper()
    block = paper.blocks.get(position=2)
    blocks.remove(block, by=None, at=AT)

    with pytest.raises(AlreadyMoved):
        blocks.remove(block, by=None, at=AT)
    with refused("plans.title_stays"):
        blocks.remove(paper.blocks.get(kind=BlockKind.TITLE), by=None, at=AT)
    with pytest.raises(AlreadyMoved):  # it was not removed
        blocks.restore(paper.blocks.get(position=3), by=None, at=AT)
    assert Edit.objects.count() == AuditEntry.objects.count() == 1


@pytest.mark.parametrize("status", sorted(set(PaperStatus) - {"drafting", "under_consolidation"}))
def test_every_act_is_refused_while_the_plan_is_not_editable(status):
    paper = factory.paper(status=status)
    block = paper.blocks.get(position=2)
    acts = [
        lambda: blocks.add(paper, kind=BlockKind.PARAGRAPH, texts=texts("x"), by=None, at=AT),
        lambda: blocks.edit(block, "en", "x", version=1, by=None, at=AT),
        lambda: blocks.move(block, to="down", by=None, at=AT),
        lambda: blocks.remove(block, by=None, at=AT),
        lambda: blocks.restore(block, by=None, at=AT),
    ]
    before = order(paper)

    for act in acts:
        with pytest.raises(blocks.NotEditable, match=str(PaperStatus(status).label)):
            act()

    assert order(paper) == before
    assert (Edit.objects.count(), AuditEntry.objects.count()) == (0, 0)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_saves_at_once_one_wins_and_the_other_meets_both_texts():
    paper = factory.paper()
    block = paper.blocks.get(position=2)

    raised = together(
        *[
            lambda text=text: blocks.edit(block, "en", text, version=1, by=None, at=AT)
            for text in ("one", "two")
        ]
    )

    (refusal,) = [error for error in raised if error]
    stored = BlockText.objects.get(block=block, language="en")
    assert isinstance(refusal, blocks.StaleBlock)
    assert {stored.text, refusal.mine} == {"one", "two"}
    assert (stored.version, refusal.current.text) == (2, stored.text)
    assert Edit.objects.count() == AuditEntry.objects.count() == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_blocks_added_at_once_get_a_place_each():
    paper = factory.paper(blocks=1)
    first = paper.blocks.get(position=2)

    raised = together(
        *[
            lambda n=n: blocks.add(
                paper, kind=BlockKind.PARAGRAPH, texts=texts(f"new {n}"), after=first, by=None, at=AT
            )
            for n in range(4)
        ]
    )

    assert raised == [None] * 4
    assert sorted(paper.blocks.values_list("position", flat=True)) == [1, 2, 3, 4, 5, 6]
