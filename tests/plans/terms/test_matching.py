"""Terms found in the forms in which their words stand in a text, in each of the three languages."""

import pytest

from plans.terms import matching


@pytest.mark.parametrize(
    ("language", "term", "text"),
    [
        ("en", "Member State", "of the Member\u00a0States"),
        ("en", "priority area", "Priority areas"),
        ("en", "Catalogue of measures", "catalogues of measure"),
        ("en", "confidence-building measure", "confidence building measures"),
        ("en", "SWG", "to the SWG."),
        ("ru", "мера доверия", "сводный план мер доверия"),
        ("ru", "государство-член", "государствами-членами СВМДА"),
        ("ru", "Специальная рабочая группа", "Специальной рабочей группе"),
        ("ru", "тематическая встреча", "тематических встреч"),
        ("ru", "приоритетная сфера", "в приоритетной сфере"),
        ("ru", "объем", "объёмом"),
        ("kk", "сенім шарасы", "сенім шараларын"),
        ("kk", "мүше мемлекет", "мүше мемлекеттерінің"),
        ("kk", "Арнайы жұмыс тобы", "Арнайы жұмыс тобына"),
        ("kk", "топ", "тобының"),
        ("kk", "АЖТ", "АЖТ-ның"),
        ("kk", "Азия Кеңесі", "Азия Кеңесінің"),
        ("kk", "іс-қимыл жоспары", "*іс-қимыл* жоспарында"),
    ],
)
def test_a_term_is_found_as_it_is_inflected(language, term, text):
    assert matching.holds(term, matching.plain(text), language)


@pytest.mark.parametrize(
    ("language", "term", "text"),
    [
        ("en", "Member State", "Member of a State"),
        ("en", "SWG", "swg and SWGs"),
        ("ru", "государство-член", "государственный член"),
        ("ru", "мера доверия", "камера доверия"),
        ("kk", "сенім шарасы", "сенім"),
        ("kk", "мүше мемлекет", "мемлекет мүше"),
    ],
)
def test_other_words_are_not_taken_for_it(language, term, text):
    assert not matching.holds(term, matching.plain(text), language)
