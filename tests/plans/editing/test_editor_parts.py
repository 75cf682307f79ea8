"""Which part of a long draft its editor shows."""

import pytest

from plans.editing import editor_parts, whole_draft
from tests.factories import plans as factory

pytestmark = pytest.mark.django_db

SIZE = 4


@pytest.fixture
def draft():
    return whole_draft.read(factory.paper(blocks=19))


def keys(draft, *numbers):
    return [str(draft.lines[number - 1].block.key) for number in numbers]


def numbers(draft, **asked):
    part = editor_parts.cut(draft, draft.lines, asked, SIZE)
    return [line.number for line in part.lines], part.earlier is not None, part.later is not None


def test_a_screen_that_is_fetched_anew_goes_from_its_first_block_to_its_last(draft):
    first, last = keys(draft, 5, 9)
    assert numbers(draft, first=first, last=last) == ([5, 6, 7, 8, 9], True, True)


def test_whatever_has_moved_meanwhile_the_part_holds_the_ends_and_what_is_being_written(draft):
    first, last, above, below = keys(draft, 9, 8, 6, 12)
    assert numbers(draft, first=first, last=last) == ([8, 9], True, True)
    written = f"{above},{below}"
    assert numbers(draft, first=first, last=last, written=written)[0] == [6, 7, 8, 9, 10, 11, 12]
    assert numbers(draft, first=first, last=last, written="")[0] == [8, 9]


def test_an_end_that_was_removed_meanwhile_leaves_the_screen_where_it_was(draft):
    first, last = keys(draft, 6, 15)
    assert numbers(draft, first=first, last="removed") == ([6, 7, 8, 9], True, True)
    assert numbers(draft, first="removed", last=last) == ([15, 16, 17, 18], True, True)
    assert numbers(draft, first="removed", last="removed") == ([1, 2, 3, 4], False, True)
