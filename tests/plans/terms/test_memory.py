"""Paragraphs translated before: how alike they are, who may read them, what looking for them costs."""

import datetime as dt

import pytest

from plans import revisions
from plans.models import ConceptPaper
from plans.terms import memory
from tests.factories import members as people
from tests.factories import plans as factory

pytestmark = pytest.mark.django_db

AT = dt.datetime(2022, 5, 20, 9, 0, tzinfo=dt.UTC)
SENTENCE = "Member States exchange information on national measures every year."
INTO_RUSSIAN = ("en", "ru")


def frozen(source: str, russian: str, **fields) -> ConceptPaper:
    """Return a plan with this paragraph, frozen."""
    paper = factory.paper(blocks=0, source_language="en", **fields)
    factory.block(paper, texts={"en": source, "ru": russian, "kk": "Мәтін"})
    revisions.freeze(paper, by=None, at=AT)
    return paper


def found(paper, user, source: str = SENTENCE) -> list[tuple[int, str]]:
    return [
        (match.percent, match.translation)
        for match in memory.similar(paper, None, source, INTO_RUSSIAN, user)
    ]


def test_the_same_and_similar_paragraphs_come_by_likeness_each_translation_once():
    paper, officer = factory.paper(source_language="en"), people.officer()
    frozen(SENTENCE, "То же")
    frozen(SENTENCE, "То же")
    frozen(SENTENCE.replace("every year", "twice a year"), "Похожее")
    frozen("Something else altogether, of no use here.", "Другое")

    (same, like) = found(paper, officer)

    assert same == (100, "То же")
    assert like[1] == "Похожее"
    assert 80 < like[0] < 100


def test_a_difference_of_a_sign_is_not_called_the_same():
    paper, officer = factory.paper(source_language="en"), people.officer()
    frozen(SENTENCE * 10 + "!", "Почти")

    assert found(paper, officer, SENTENCE * 10) == [(99, "Почти")]


def test_the_draft_itself_is_looked_through_but_not_the_block_itself():
    paper, officer = factory.paper(source_language="en"), people.officer()
    own = factory.block(paper, texts={"en": SENTENCE, "ru": "Само"})
    factory.block(paper, texts={"en": SENTENCE, "ru": "Рядом"})
    factory.block(paper, texts={"en": SENTENCE, "ru": ""})

    (match,) = memory.similar(paper, own.key, SENTENCE, INTO_RUSSIAN, officer)

    assert (match.translation, match.revision) == ("Рядом", None)


def test_a_coordinator_is_offered_nothing_of_plans_that_are_not_the_own_nor_adopted():
    russia = people.member_state("RU")
    coordinator = people.coordinator(russia)
    mine = factory.paper(source_language="en")
    factory.coordinator_of(mine.measure, coordinator, state=russia)
    frozen(SENTENCE, "Чужое")
    assert found(mine, coordinator) == []

    adopted = frozen(SENTENCE + " ", "Принятое")
    ConceptPaper.objects.filter(pk=adopted.pk).update(status="recommended")
    adopted.refresh_from_db()
    factory.decided(adopted, "approved", by=people.officer())
    frozen(SENTENCE + "!", "Свое", measure=mine.measure)

    assert {text for _percent, text in found(mine, coordinator)} == {"Принятое", "Свое"}
