"""Moving blocks and whole sections: what goes along, what is refused, what it leaves in the records."""

import pytest

from members.models import AuditEntry
from plans import blocks
from plans.editing import sections
from plans.enums import EditKind
from plans.models import Edit
from plans.outline import draft_outline
from tests.factories import plans as factory
from tests.plans.pages import AT, line_of, named, paper_of
from tests.refusing import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper():
    return paper_of("- intro", "# A", "- a1", "- a2", "# B", "- b1", "# C", "- c1")


def move(paper, word: str, to: str):
    return blocks.move(named(paper, word), to=to, by=None, at=AT)


@pytest.mark.parametrize(
    ("word", "to", "moved"),
    [
        ("B", "up", "intro B b1 A a1 a2 C c1"),
        ("A", "down", "intro B b1 A a1 a2 C c1"),
        ("a2", "up", "intro A a2 a1 B b1 C c1"),
        ("a1", "up", "intro a1 A a2 B b1 C c1"),
        ("a2", "down", "intro A a1 B a2 b1 C c1"),
        ("intro", "down", "A intro a1 a2 B b1 C c1"),
    ],
)
def test_a_heading_moves_with_its_section_and_a_block_alone(paper, word, to, moved):
    keys = {row.text("en"): row.key for row in draft_outline(paper)}

    move(paper, word, to)

    assert line_of(paper) == moved
    assert {row.text("en"): row.key for row in draft_outline(paper)} == keys


@pytest.mark.parametrize(("word", "to"), [("C", "down"), ("c1", "down"), ("intro", "up"), ("A", "up")])
def test_nothing_moves_beyond_the_edge(paper, word, to):
    with refused("plans.no_further"):
        move(paper, word, to)

    assert not Edit.objects.exists()


def test_a_section_is_put_several_places_on_with_one_entry_and_an_edit_for_each_block(paper):
    section = named(paper, "A")

    moved = blocks.move_behind(section, named(paper, "b1"), by=None, at=AT)

    assert line_of(paper) == "intro B b1 A a1 a2 C c1"
    assert [block.position for block in moved] == [5, 6, 7]
    assert list(Edit.objects.order_by("pk").values_list("block", "kind", "before", "after")) == [
        (block.pk, EditKind.MOVED, str(block.position - 2), str(block.position)) for block in moved
    ]
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.subject_id) == ("block.move", str(section.pk))
    assert (entry.before, entry.after) == ({"position": 3}, {"position": 5, "blocks": 3})


@pytest.mark.parametrize("after", ["A", "a1", "a2", "intro"])
def test_a_section_is_not_put_into_itself_or_where_it_is(paper, after):
    with refused("plans.no_further"):
        blocks.move_behind(named(paper, "A"), named(paper, after), by=None, at=AT)


def test_a_block_of_another_plan_or_a_removed_one_is_no_place(paper):
    foreign = factory.paper().blocks.get(position=2)
    with refused("plans.foreign_block"):
        blocks.move_behind(named(paper, "A"), foreign, by=None, at=AT)
    removed = blocks.remove(named(paper, "c1"), by=None, at=AT)
    with pytest.raises(blocks.BlockRemoved):
        blocks.move_behind(named(paper, "A"), removed, by=None, at=AT)
    with refused("plans.title_stays"):
        blocks.move_behind(paper.blocks.get(position=1), named(paper, "A"), by=None, at=AT)


def test_what_was_removed_from_a_section_goes_along_and_is_restored_in_it(paper):
    blocks.remove(named(paper, "a1"), by=None, at=AT)
    move(paper, "A", "down")
    assert line_of(paper) == "intro B b1 A a2 C c1"

    blocks.restore(named(paper, "a1"), by=None, at=AT)

    assert line_of(paper) == "intro B b1 A a1 a2 C c1"


def test_of_two_who_move_the_second_is_told_and_nothing_moves(paper):
    seen = sections.fingerprint(sections.places(paper))
    blocks.move(named(paper, "B"), to="up", by=None, at=AT, seen=seen)

    with pytest.raises(blocks.OrderChanged):
        blocks.move(named(paper, "A"), to="down", by=None, at=AT, seen=seen)
    with pytest.raises(blocks.OrderChanged):
        blocks.move_behind(named(paper, "A"), named(paper, "c1"), by=None, at=AT, seen=seen)

    assert line_of(paper) == "intro B b1 A a1 a2 C c1"


def test_moving_there_and_back_is_the_order_that_was(paper):
    before = sections.fingerprint(sections.places(paper))
    blocks.move_behind(named(paper, "B"), named(paper, "c1"), by=None, at=AT)
    assert sections.fingerprint(sections.places(paper)) != before

    blocks.move_behind(named(paper, "B"), named(paper, "a2"), by=None, at=AT)

    assert sections.fingerprint(sections.places(paper)) == before
    assert list(paper.blocks.values_list("position", flat=True)) == list(range(1, 10))


def test_places_for_a_section_cut_no_other_in_two(paper):
    found = sections.places(paper)
    words = [row.text("en") for row in draft_outline(paper)]

    places = [words[place] for place in sections.targets(found, words.index("B"))]
    for_a_block = [words[place] for place in sections.targets(found, words.index("a1"))]

    assert places == ["intro", "c1"]
    assert for_a_block == [words[0], "intro", "a2", "B", "b1", "C", "c1"]
