import datetime as dt

import pytest
from django.utils import translation

from members.models import AuditEntry
from plans import blocks
from plans.editing import editor_rows
from plans.enums import EditKind, Significance
from plans.models import BlockText
from tests.factories import members
from tests.refusing import refused

pytestmark = pytest.mark.django_db

AT = dt.datetime(2022, 6, 8, 9, 0, tzinfo=dt.UTC)


def _stale(paper, block) -> list[str]:
    return [cell.language for cell in editor_rows.cells(paper, block) if cell.is_stale]


def change_of(paper, block, language):
    return next(cell.change for cell in editor_rows.cells(paper, block) if cell.language == language)


def _edit(block, language, text, **fields):
    version = BlockText.objects.get(block=block, language=language).version
    return blocks.edit(block, language, text, version=version, by=None, at=AT, **fields)


def _accept(block, language, text):
    version = BlockText.objects.get(block=block, language=language).version
    return blocks.accept(block, language, text, version=version, by=None, at=AT)


def test_an_accepted_proposal_in_russian_is_to_be_translated_into_the_source_and_the_third(paper, block):
    _accept(block, "ru", "Принятая формулировка")

    assert _stale(paper, block) == ["en", "kk"]
    for language in ("en", "kk"):
        assert change_of(paper, block, language) == ("ru", "Paragraph 0 ru", "Принятая формулировка")
    with translation.override("en"):
        words = {cell.language: str(cell.word) for cell in editor_rows.cells(paper, block)}
    assert (words["en"], words["kk"]) == ("to be translated from Russian",) * 2


def test_the_source_follows_and_then_leads_again(paper, block):
    _accept(block, "ru", "Принятая формулировка")
    _edit(block, "en", "Accepted wording")
    assert _stale(paper, block) == ["kk"]
    assert change_of(paper, block, "kk").language == "ru"
    _edit(block, "kk", "Қабылданған тұжырым")
    assert _stale(paper, block) == []

    _edit(block, "en", "Accepted wording, polished", significance=Significance.EDITORIAL)
    assert _stale(paper, block) == []
    _edit(block, "en", "Another sense")
    assert _stale(paper, block) == ["ru", "kk"]
    assert change_of(paper, block, "kk") == ("en", "Accepted wording, polished", "Another sense")


def test_the_source_that_is_still_right_is_confirmed(paper, block):
    _accept(block, "kk", "Қабылданған тұжырым")
    blocks.confirm(block, "en", version=1, by=None, at=AT)
    assert _stale(paper, block) == ["ru"]
    with refused("plans.nothing_to_confirm"):
        blocks.confirm(block, "en", version=2, by=None, at=AT)


def test_a_second_proposal_shows_what_changed_since_the_first_was_followed(paper, block):
    _accept(block, "ru", "Один")
    _edit(block, "en", "One")
    _edit(block, "en", "One, in other words")
    _edit(block, "ru", "Один, другими словами")
    _accept(block, "ru", "Два")
    assert change_of(paper, block, "en") == ("ru", "Один, другими словами", "Два")


def test_an_accepted_proposal_in_the_source_leads_like_any_change_of_it(paper, block):
    _accept(block, "en", "Accepted wording")
    assert _stale(paper, block) == ["ru", "kk"]


def test_a_text_that_has_to_follow_another_is_brought_up_to_date_first(paper, block):
    _edit(block, "en", "Changed")
    with refused("plans.text_behind"):
        _accept(block, "ru", "Принятая формулировка")
    with pytest.raises(blocks.StaleBlock):
        blocks.accept(block, "en", "Accepted", version=1, by=None, at=AT)


def test_saving_a_source_that_is_up_to_date_unchanged_leaves_no_trace(paper, block):
    _accept(block, "ru", "Принято")
    _edit(block, "en", "Accepted")
    before = BlockText.objects.get(block=block, language="en").version
    assert _edit(block, "en", "Accepted").version == before


def _autosave(block, *texts, opened=1, **fields):
    for text in texts:
        _edit(block, "en", text, opened=opened, **fields)


def test_a_source_that_has_its_words_back_makes_no_translation_older(paper, block):
    _edit(block, "en", "Other words")
    assert _stale(paper, block) == ["ru", "kk"]
    _edit(block, "en", "Paragraph 0 en")
    assert _stale(paper, block) == []


def test_a_translation_is_held_against_the_words_that_it_was_made_from(paper, block):
    _edit(block, "en", "Second")
    _edit(block, "ru", "Второй")
    _edit(block, "en", "Paragraph 0 en")
    assert _stale(paper, block) == ["ru"]
    _edit(block, "en", "Second")
    assert _stale(paper, block) == ["kk"]


def test_words_that_came_back_after_an_editorial_change_count_as_the_same(paper, block):
    _edit(block, "en", "Paragraph 0, en", significance=Significance.EDITORIAL)
    _edit(block, "en", "Another sense")
    _edit(block, "en", "Paragraph 0, en")
    assert _stale(paper, block) == []


def test_an_editorial_change_of_a_text_that_is_ahead_leaves_it_ahead(paper, block):
    _edit(block, "en", "Another sense")
    _edit(block, "en", "Another sense.", significance=Significance.EDITORIAL)
    assert _stale(paper, block) == ["ru", "kk"]


def test_a_proposal_that_was_taken_back_leaves_the_others_current(paper, block):
    _accept(block, "ru", "Принятая формулировка")
    _edit(block, "ru", "Paragraph 0 ru")
    assert _stale(paper, block) == []
    _edit(block, "ru", "Принятая формулировка, правленая")
    assert _stale(paper, block) == ["en", "kk"]


def test_a_source_that_follows_and_has_its_words_back_leaves_the_others_current(paper, block):
    _accept(block, "ru", "Принятая формулировка")
    _edit(block, "en", "Accepted wording")
    _edit(block, "kk", "Қабылданған тұжырым")
    _edit(block, "en", "Another sense")
    assert _stale(paper, block) == ["ru", "kk"]
    _edit(block, "en", "Accepted wording")
    assert _stale(paper, block) == []


@pytest.mark.good_path
def test_editorial_can_be_chosen_after_the_text_was_saved_as_it_was_typed(paper, block):
    _autosave(block, "Paragraph 0, e", "Paragraph 0, en")
    assert _stale(paper, block) == ["ru", "kk"]

    version = BlockText.objects.get(block=block, language="en").version
    _autosave(block, "Paragraph 0, en", significance=Significance.EDITORIAL)

    assert _stale(paper, block) == []
    assert BlockText.objects.get(block=block, language="en").version == version
    weighed = block.edits.get(kind=EditKind.WEIGHED)
    assert (weighed.before, weighed.after) == ("Paragraph 0 en", "Paragraph 0, en")
    entry = AuditEntry.objects.get(action="block.weighed")
    assert entry.after == {"language": "en", "version": 3, "since": 1, "significance": "editorial"}
    _autosave(block, "Paragraph 0, en", significance=Significance.EDITORIAL)
    assert block.edits.filter(kind=EditKind.WEIGHED).count() == 1


def test_substantive_can_be_chosen_after_typing_too(paper, block):
    _autosave(block, "Another sense", significance=Significance.EDITORIAL)
    assert _stale(paper, block) == []
    _autosave(block, "Another sense", significance=Significance.SUBSTANTIVE)
    assert _stale(paper, block) == ["ru", "kk"]
    assert change_of(paper, block, "ru") == ("en", "Paragraph 0 en", "Another sense")


def test_what_is_chosen_holds_for_one_sitting_of_one_person(paper, block):
    _edit(block, "en", "Another sense")
    _edit(block, "en", "Another sense.", opened=2, significance=Significance.EDITORIAL)
    assert _stale(paper, block) == ["ru", "kk"]

    colleague = members.officer()
    blocks.edit(block, "en", "Theirs", version=3, by=colleague, at=AT)
    _edit(block, "en", "Theirs.", opened=1, significance=Significance.EDITORIAL)
    assert not block.edits.filter(kind=EditKind.WEIGHED).exists()
    assert _stale(paper, block) == ["ru", "kk"]


def test_a_conflict_shows_what_the_text_was_and_not_what_was_said_of_it(paper, block):
    _autosave(block, "Typed", "Typed on")
    _autosave(block, "Typed on", significance=Significance.EDITORIAL)
    _edit(block, "en", "Later")
    text = BlockText.objects.get(block=block, language="en")
    assert [blocks.text_at(text, version) for version in (1, 2, 3, 4)] == [
        "Paragraph 0 en",
        "Typed",
        "Typed on",
        "Later",
    ]


def test_a_corrected_translation_makes_neither_the_source_nor_the_third_older(paper, block):
    version = BlockText.objects.get(block=block, language="kk").version
    blocks.accept(block, "kk", "Түзетілген", version=version, by=None, at=AT, is_correction=True)
    assert _stale(paper, block) == []


def test_a_correction_of_the_source_leads_where_it_has_other_words(paper, block):
    blocks.accept(block, "en", "Paragraph – 0 en", version=1, by=None, at=AT, is_correction=True)
    assert _stale(paper, block) == []
    blocks.accept(block, "en", "Paragraph – 1 en", version=2, by=None, at=AT, is_correction=True)
    assert _stale(paper, block) == ["ru", "kk"]
