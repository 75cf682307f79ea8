"""Words replaced over a draft: one act, ordinary edits, what is kept back and named, and undoing."""

import datetime as dt

import pytest

from cica_portal.errors import AlreadyMoved
from members.models import AuditEntry
from plans import blocks
from plans.blocks import NotEditable
from plans.checks import finding, replacing
from plans.checks.finding import Query
from plans.editing import editor_rows, presence
from plans.enums import PaperStatus, Significance
from plans.models import Block, BlockText, ConceptPaper, Edit
from tests.factories import members as people
from tests.factories import plans as factory
from tests.refusing import refused

pytestmark = pytest.mark.django_db

AT = dt.datetime(2022, 5, 20, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def officer():
    return people.officer(first_name="Anna", last_name="A")


@pytest.fixture
def paper():
    paper = factory.paper(blocks=0, source_language="en")
    for _number in range(2):
        factory.block(
            paper,
            texts={"en": "The forum and a Forum", "ru": "Форум и форумы", "kk": "Форум және форумдар"},
        )
    return paper


def chosen(paper: ConceptPaper, query: Query) -> dict[int, int]:
    return {one.text.pk: one.text.version for one in finding.find(paper, query)}


def replace(paper, words, by_words, officer, *, significance=Significance.SUBSTANTIVE, choice=None, **how):
    query = Query(words, by_words, **how)
    given = chosen(paper, query) if choice is None else choice
    return replacing.replace(paper, query, given, significance=significance, by=officer, at=AT)


def texts(block: Block) -> list[str]:
    return [BlockText.objects.get(block=block, language=code).text for code in ("en", "ru", "kk")]


def states(paper: ConceptPaper, place: int = 1) -> list[str]:
    return [cell.state for cell in editor_rows.rows(paper)[place].cells]


def first(paper: ConceptPaper) -> Block:
    return paper.blocks.get(position=2)


def test_words_of_all_languages_are_replaced_in_one_recorded_act(paper, officer):
    outcome = replace(paper, "форум", "саммит", officer)

    assert outcome.number == 4
    assert texts(first(paper)) == ["The forum and a Forum", "Саммит и саммиты", "Саммит және саммитдар"]
    assert Edit.objects.filter(kind="changed", by=officer, at=AT).count() == 4
    entry = AuditEntry.objects.get(action="paper.replace")
    assert (entry.after["words"], entry.after["by_words"]) == ("форум", "саммит")
    assert entry.after["texts"] == paper.replacements.get().texts


def test_only_the_chosen_texts_are_changed(paper, officer):
    text = BlockText.objects.get(block=first(paper), language="en")

    replace(paper, "forum", "meeting", officer, choice={text.pk: 1})

    assert texts(first(paper))[0] == "The meeting and a Meeting"
    assert texts(paper.blocks.get(position=3))[0] == "The forum and a Forum"


def test_a_substantive_change_of_the_source_leaves_translations_behind_an_editorial_one_does_not(
    paper, officer
):
    replace(paper, "forum", "meeting", officer, significance=Significance.EDITORIAL)
    assert states(paper) == ["unreviewed", "current", "current"]

    replace(paper, "meeting", "gathering", officer)
    assert states(paper) == ["unreviewed", "stale", "stale"]


def test_a_translation_changed_in_the_same_act_is_as_new_and_one_that_was_behind_stays_behind(paper, officer):
    for block in paper.blocks.exclude(position=1):
        for language in ("en", "ru", "kk"):
            blocks.edit(block, language, "In 2026", version=1, by=officer, at=AT)
    last = paper.blocks.get(position=3)
    blocks.edit(last, "en", "Again in 2026", version=2, by=officer, at=AT)

    replace(paper, "2026", "2028", officer)

    assert texts(first(paper)) == ["In 2028"] * 3
    assert states(paper) == ["unreviewed"] * 3
    assert states(paper, 2) == ["unreviewed", "stale", "stale"]


def test_what_somebody_writes_or_has_changed_is_kept_back_and_named_and_the_rest_goes_on(paper, officer):
    boris = people.officer(first_name="Boris", last_name="B")
    choice = chosen(paper, Query("forum"))
    open_text = BlockText.objects.get(block=first(paper), language="en")
    presence.note(open_text, by=boris, at=AT - dt.timedelta(seconds=20))
    third = factory.block(paper, texts={"en": "forum"})
    choice |= chosen(paper, Query("forum"))
    blocks.edit(third, "en", "forum!", version=1, by=boris, at=AT)

    outcome = replace(paper, "forum", "meeting", officer, choice=choice)

    assert outcome.number == 1
    assert outcome.kept_back == [
        "Paragraph 1 (English): Boris B is working on this text. It was not changed.",
        "Paragraph 3 (English): Boris B changed this text in the meantime. It was not changed again.",
    ]
    assert texts(first(paper))[0] == "The forum and a Forum"
    assert texts(third)[0] == "forum!"
    assert texts(paper.blocks.get(position=3))[0] == "The meeting and a Meeting"


def test_ones_own_open_text_is_changed(paper, officer):
    presence.note(BlockText.objects.get(block=first(paper), language="en"), by=officer, at=AT)

    assert replace(paper, "forum", "meeting", officer).kept_back == []


def test_a_blank_text_and_one_that_is_too_long_are_kept_back(paper, officer):
    heading = factory.block(paper, kind="heading", texts={"en": "forum " * 40})
    alone = factory.block(paper, texts={"en": "Forum"})
    too_long = replace(paper, "forum", "a much longer name", officer)
    blank = replace(paper, "a much longer name", "", officer)

    assert too_long.kept_back == [
        "Paragraph 3, 1 (English): the text would be too long. It was not changed.",
    ]
    assert blank.kept_back == ["Paragraph 4 (English): no text would be left. It was not changed."]
    assert (texts(heading)[0], texts(alone)[0]) == ("forum " * 40, "A much longer name")


def test_words_parted_by_emphasis_are_left_to_a_person(paper, officer):
    block = factory.block(paper, texts={"en": "a *Member* State"})
    with refused("plans.nothing_replaced"):
        replace(paper, "member state", "x", officer, choice=chosen(paper, Query("member state")))
    assert texts(block)[0] == "a *Member* State"


def test_nothing_is_replaced_in_a_draft_that_is_closed_or_where_nothing_is_chosen(paper, officer):
    with refused("plans.nothing_replaced"):
        replace(paper, "forum", "meeting", officer, choice={})
    paper.status = PaperStatus.CIRCULATED
    paper.save()
    with pytest.raises(NotEditable):
        replace(paper, "forum", "meeting", officer)


@pytest.mark.good_path
def test_an_act_is_undone_once_and_what_was_changed_since_stays(paper, officer):
    boris = people.officer(first_name="Boris", last_name="B")
    replace(paper, "forum", "meeting", officer)
    made = paper.replacements.get()
    blocks.edit(paper.blocks.get(position=3), "en", "Mine", version=2, by=boris, at=AT)
    before = states(paper)

    undone = replacing.undo(made, by=officer, at=AT)

    assert before == ["unreviewed", "stale", "stale"]
    assert states(paper) == ["unreviewed", "current", "current"]
    assert texts(first(paper))[0] == "The forum and a Forum"
    assert undone.kept_back == [
        "Paragraph 2 (English): Boris B changed this text in the meantime. It was not changed again."
    ]
    assert AuditEntry.objects.filter(action="paper.undo_replace").count() == 1
    with pytest.raises(AlreadyMoved):
        replacing.undo(made, by=officer, at=AT)


def test_the_title_of_the_plan_follows(paper, officer):
    words = BlockText.objects.get(block__paper=paper, block__kind="title", language="en").text

    replace(paper, words, "New title", officer)

    assert ConceptPaper.objects.get(pk=paper.pk).titles["en"] == "New title"
