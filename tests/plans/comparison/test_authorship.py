"""Whose the changes of a redline are: the edits between two editions, word by word."""

import datetime as dt

import pytest

from plans import blocks, revisions
from plans.comparison import authorship, editions
from plans.comparison.authorship import Authorship, Signature
from plans.enums import BlockKind
from plans.models import Edit
from tests.factories import members as people
from tests.factories import plans as factory

pytestmark = pytest.mark.django_db

SECRETARIAT = "CICA Secretariat"
AT = dt.datetime(2022, 5, 26, 4, 0, tzinfo=dt.UTC)


def at(minutes: int) -> dt.datetime:
    return AT + dt.timedelta(minutes=minutes)


@pytest.fixture
def officer():
    return people.officer(first_name="Aigerim", last_name="S.")


@pytest.fixture
def coordinator():
    state = people.member_state("KZ", name_en="Kazakhstan", name_ru="Казахстан", name_kk="Қазақстан")
    return people.coordinator(state, first_name="Daniyar", last_name="K.")


@pytest.fixture
def paper():
    made = factory.paper(blocks=0)
    for text in ("Member States exchange views on threats.", "Second.", "Third."):
        factory.block(made, texts={"en": text, "ru": f"{text} (ru)", "kk": f"{text} (kk)"})
    revisions.freeze(made, by=None, at=AT)
    return made


def signed(paper, language: str = "en") -> list[list[tuple[str, str, str]]]:
    """Return by changed block its runs, each with the name of its author."""
    earlier, later = editions.list_editions(paper)
    authors = authorship.between(earlier, later, language)
    return [
        [
            (op, text, one.name if one else "")
            for op, text, one in authors.signed(change, change.words)
            if op != "equal"
        ]
        for change in editions.compare(earlier, later, language)
        if change.is_changed
    ]


def test_no_account_is_named_and_no_person(paper, officer, coordinator):
    block = paper.blocks.get(position=2)
    first, second = (
        "Member States regularly exchange views on threats.",
        "Member States regularly exchange opinions on threats and risks.",
    )
    blocks.edit(block, "en", first, version=1, by=officer, at=at(1))
    blocks.edit(block, "en", second, version=2, by=coordinator, at=at(2))

    [words] = signed(paper)

    assert [(op, text.strip()) for op, text, _name in words] == [
        ("insert", "regularly"),
        ("delete", "views"),
        ("insert", "opinions"),
        ("insert", "and risks"),
    ]
    assert {name for _op, _text, name in words} == {SECRETARIAT}


def test_acts_on_whole_blocks_bear_the_time_at_which_they_were_done(paper, officer, coordinator):
    second, third = paper.blocks.get(position=3), paper.blocks.get(position=4)
    blocks.change_kind(second, BlockKind.OBJECTIVE, by=coordinator, at=at(1))
    blocks.remove(third, by=officer, at=at(2))
    added = blocks.add(paper, kind=BlockKind.PARAGRAPH, texts={"en": "New."}, by=coordinator, at=at(3))

    authors = authorship.between(*editions.list_editions(paper), "en")

    assert authors.of_act(second.key, "turned") == Signature(SECRETARIAT, at(1))
    assert authors.of_act(third.key, "removed") == Signature(SECRETARIAT, at(2))
    assert authors.of_act(added.key, "added") == Signature(SECRETARIAT, at(3))
    assert authors.of_act(second.key, "moved") is None
    assert signed(paper)[-1] == [("insert", "New.", SECRETARIAT)]


def test_edits_before_the_earlier_text_and_after_the_later_one_tell_nothing(paper, officer, coordinator):
    block = paper.blocks.get(position=2)
    blocks.edit(block, "en", "Member States meet.", version=1, by=officer, at=at(1))
    revisions.freeze(paper, by=None, at=at(2))
    blocks.edit(block, "en", "Member States meet often.", version=2, by=coordinator, at=at(3))
    draft, first, second = editions.list_editions(paper)[2], *editions.list_editions(paper)[:2]

    times = [
        {one.at for one in authorship.between(*pair, "en").acts.values()}
        for pair in ((draft, first), (first, second), (second, draft))
    ]

    assert times == [set(), {at(1)}, {at(3)}]


def test_where_the_edits_do_not_lead_to_the_text_only_one_author_can_be_named(paper):
    block = paper.blocks.get(position=2)

    def edit(pk, before, after):
        return Edit(pk=pk, block=block, language="en", kind="changed", before=before, after=after, at=AT)

    states = {1: [("lost", "found", "State KZ")]}
    alone = Authorship([edit(1, "lost", "found")], "en", states)
    together = Authorship([edit(1, "lost", "found"), edit(2, "x", "y")], "en", states)
    change = editions.compare(editions.list_editions(paper)[0], editions.list_editions(paper)[0], "en")[1]
    runs = [("delete", "old"), ("insert", "new")]

    assert [one and one.name for _op, _text, one in alone.signed(change, runs)] == ["State KZ"] * 2
    assert [one for _op, _text, one in together.signed(change, runs)] == [None, None]
