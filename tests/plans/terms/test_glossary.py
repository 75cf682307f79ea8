"""The glossary held against a draft: what is offered, missed, written otherwise, named in two ways."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members.models import AuditEntry
from plans.models import Term
from plans.outline import draft_outline
from plans.terms import findings, glossary
from plans.terms.glossary import Entry
from tests.factories import plans as factory

AT = dt.datetime(2022, 5, 20, 9, 0, tzinfo=dt.UTC)
STATE = Entry("state", {"en": ["Member State"], "ru": ["государство-член"], "kk": ["мүше мемлекет"]})
PLAN = Entry("plan", {"en": ["Action Plan"], "ru": ["План действий", "программа"], "kk": ["жоспар"]})
BASIS = Entry(
    "basis",
    {"en": ["on a voluntary basis"], "ru": ["на добровольной основе"], "kk": ["ерікті негізде"]},
    {"en": ["voluntarily basis"]},
)
MEASURE = Entry("ict", {"en": ["Security of and in the use of ICTs"]}, is_measure=True)
KNOWN = [STATE, PLAN, BASIS, MEASURE]


def test_terms_of_the_source_are_offered_with_whether_the_text_has_them():
    hints = glossary.hints(KNOWN, "The Action Plan of Member States", "en", "План действий стран", "ru")

    assert [(hint.source, hint.offered, hint.is_used) for hint in hints] == [
        ("Action Plan", "План действий", True),
        ("Member States", "государство-член", False),
    ]


def test_of_a_term_within_a_longer_one_only_the_longer_is_found():
    inner = Entry("measure", {"en": ["measure"]})
    longer = Entry("cbm", {"en": ["confidence-building measure"]})

    found = glossary.found([inner, longer], "A confidence-building measure is a measure", "en")

    assert [entry.code for entry, _words in found] == ["cbm", "measure"]
    assert [entry.code for entry, _words in glossary.found([inner, longer], "building measures", "en")] == [
        "measure"
    ]


def sentences(rows, known=KNOWN) -> list[str]:
    return [finding.sentence for finding in findings.findings(rows, "en", known)]


def rows(*texts: dict[str, str]):
    paper = factory.paper(blocks=0, source_language="en", titles={"en": "T", "ru": "Т", "kk": "Т"})
    for each in texts:
        factory.block(paper, texts=each)
    return draft_outline(paper)


@pytest.mark.django_db
def test_a_translation_without_the_term_is_a_warning_and_one_in_another_form_is_none():
    given = rows(
        {
            "en": "Member States meet",
            "ru": "Страны-участницы встречаются",
            "kk": "Мүше мемлекеттер кездеседі",
        },
        {"en": "Member States meet", "ru": "", "kk": "Мүше мемлекеттердің"},
    )

    assert sentences(given) == [
        "Paragraph 1: the glossary term for “Member States” in Russian is “государство-член”."
    ]


@pytest.mark.django_db
def test_the_wording_of_the_letter_is_only_remarked_on():
    given = rows({"en": "on a voluntarily basis", "ru": "на добровольной основе", "kk": "ерікті негізде"})

    assert sentences(given) == [
        "Paragraph 1: “voluntarily basis” is written; the usual term is “on a voluntary basis”."
    ]


@pytest.mark.django_db
def test_a_term_translated_in_two_ways_is_found_where_it_is_the_rarer():
    usual = {"en": "The Action Plan", "ru": "План действий", "kk": "Жоспар"}

    assert sentences(rows(usual, usual, usual | {"ru": "Программы"})) == [
        "Paragraph 3: “программа” is used here, “План действий” elsewhere in the plan."
    ]


@pytest.mark.django_db
def test_a_measure_that_is_named_nearly_as_in_the_catalogue_is_found():
    given = rows(
        {"en": "The measure “Security of and in the use of ICTs”"},
        {"en": "The measure “Security in the use of ICTs”"},
        {"en": "The workshop “Something else altogether”"},
    )

    assert sentences(given) == [
        "Paragraph 2: “Security in the use of ICTs” differs from the name in the Catalogue: "
        "“Security of and in the use of ICTs”."
    ]


@pytest.mark.django_db
def test_the_terms_that_come_with_the_portal_are_loaded_once_and_stay_as_corrected():
    made = glossary.load(at=AT)
    assert made == Term.objects.count() == AuditEntry.objects.filter(action="term.save").count() > 25
    Term.objects.filter(code="swg").update(texts={"en": "Ours", "ru": "Наше", "kk": "Біздің"})

    assert glossary.load(at=AT) == 0
    assert Term.objects.get(code="swg").texts["en"] == "Ours"


@pytest.mark.django_db
def test_names_of_measures_are_terms_and_all_are_read_by_two_queries():
    factory.measure(title_en="Energy security", title_ru="Энергетическая безопасность", title_kk="Энергия")
    glossary.load(at=AT)
    Term.objects.filter(code="swg").update(texts={"en": "", "ru": "", "kk": ""})

    with CaptureQueriesContext(connection) as queries:
        known = {entry.code: entry for entry in glossary.entries()}

    assert len(queries) == 2
    assert "swg" not in known
    assert [entry.preferred("ru") for entry in known.values() if entry.is_measure] == [
        "Энергетическая безопасность"
    ]
