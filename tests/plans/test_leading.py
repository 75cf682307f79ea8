import datetime as dt

import pytest
from django.utils import translation

from plans import blocks, cells, leading
from plans.enums import Significance
from plans.models import BlockText
from tests.factories import plans as factory

pytestmark = pytest.mark.django_db

AT = dt.datetime(2022, 6, 8, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def paper():
    return factory.paper(source_language="en")


@pytest.fixture
def block(paper):
    return paper.blocks.get(position=2)


def _stale(paper, block) -> list[str]:
    return [cell.language for cell in cells.cells(paper, block) if cell.is_stale]


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
        assert leading.change(paper, block, language) == ("ru", "Paragraph 0 ru", "Принятая формулировка")
    with translation.override("en"):
        words = {cell.language: str(cell.word) for cell in cells.cells(paper, block)}
    assert (words["en"], words["kk"]) == ("to be translated from Русский",) * 2


def test_the_source_follows_and_then_leads_again(paper, block):
    _accept(block, "ru", "Принятая формулировка")
    _edit(block, "en", "Accepted wording")
    assert _stale(paper, block) == ["kk"]
    assert leading.change(paper, block, "kk").language == "ru"
    _edit(block, "kk", "Қабылданған тұжырым")
    assert _stale(paper, block) == []

    _edit(block, "en", "Accepted wording, polished", significance=Significance.EDITORIAL)
    assert _stale(paper, block) == []
    _edit(block, "en", "Another sense")
    assert _stale(paper, block) == ["ru", "kk"]
    assert leading.change(paper, block, "kk") == ("en", "Accepted wording, polished", "Another sense")


def test_the_source_that_is_still_right_is_confirmed(paper, block):
    _accept(block, "kk", "Қабылданған тұжырым")
    blocks.confirm(block, "en", version=1, by=None, at=AT)
    assert _stale(paper, block) == ["ru"]
    with pytest.raises(blocks.NothingToConfirm):
        blocks.confirm(block, "en", version=2, by=None, at=AT)


def test_a_second_proposal_shows_what_changed_since_the_first_was_followed(paper, block):
    _accept(block, "ru", "Один")
    _edit(block, "en", "One")
    _edit(block, "en", "One, in other words")
    _edit(block, "ru", "Один, другими словами")
    _accept(block, "ru", "Два")
    assert leading.change(paper, block, "en") == ("ru", "Один, другими словами", "Два")


def test_an_accepted_proposal_in_the_source_leads_like_any_change_of_it(paper, block):
    _accept(block, "en", "Accepted wording")
    assert _stale(paper, block) == ["ru", "kk"]


def test_a_text_that_has_to_follow_another_is_brought_up_to_date_first(paper, block):
    _edit(block, "en", "Changed")
    with pytest.raises(blocks.TextBehind):
        _accept(block, "ru", "Принятая формулировка")
    with pytest.raises(blocks.StaleBlock):
        blocks.accept(block, "en", "Accepted", version=1, by=None, at=AT)


def test_saving_a_source_that_is_up_to_date_unchanged_leaves_no_trace(paper, block):
    _accept(block, "ru", "Принято")
    _edit(block, "en", "Accepted")
    before = BlockText.objects.get(block=block, language="en").version
    assert _edit(block, "en", "Accepted").version == before
