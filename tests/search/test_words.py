"""Words are found in their forms, in three languages, with and without Kazakh letters."""

import pytest

from search import words
from tests.properties import given, settings
from tests.properties import strategies as st


def finds(typed: str, *texts: str) -> list[bool]:
    query = words.parse(typed)
    return [query.matches(text) for text in texts]


@pytest.mark.parametrize(
    ("typed", "found", "not_found"),
    [
        ("security", ["Securities", "SECURITY of ICTs"], ["secure"]),
        ("measures", ["a measure of confidence"], ["immeasurable"]),
        ("plan", ["Plans", "the plan."], ["planning", "explan"]),
        ("безопасность", ["в сфере безопасности", "БЕЗОПАСНОСТЬЮ"], ["безопасный", "небезопасность"]),
        ("мера", ["меры доверия", "мерами", "без мер"], ["мероприятие", "размер"]),
        ("участник", ["участники", "участником"], ["участие"]),
        ("страна", ["стран", "странами"], ["страница"]),
        ("учет ёлка", ["Елки на учёте"], ["ёлка"]),
        ("қауіпсіздік", ["АКТ қауіпсіздігі", "қауіпсіздіктің"], ["кауипсиздик"]),
        ("кауипсиздик", ["АКТ ҚАУІПСІЗДІГІ", "қауіпсіздікке"], ["қауіп"]),
        ("шара", ["шаралар", "шараны", "шара"], ["шарап"]),
        ("шаралары", ["шара", "шаралардың"], ["шарт"]),
        ("шара", ["сенім шарасын", "шарасының", "шарасына", "шарасымен", "шарадағы"], ["шарасыз"]),
        ("шарасын", ["сенім шарасы", "шара", "шаралардың", "шарада"], ["шарап"]),
        ("нотамен", ["вербалды нота", "нотаға", "ноталарына", "нотасы"], ["нотариус"]),
        ("Кеңесі", ["Азия Кеңесінің", "кеңес", "кеңестің", "Кеңесіне"], ["кең"]),
        ("белгісін", ["белгі", "белгісі", "белгілер"], ["белгісіз"]),
        ("мемлекетіңіздің", ["мемлекет", "мемлекеттер"], ["меншік"]),
        ("команда", ["командой", "командир", "командалар"], ["комар"]),
        ("жоспарын", ["Жоспар", "жоспарлар", "жоспары"], ["жоба"]),
        ("еңбек", ["еңбегі", "еңбек"], ["ең"]),
        ("Когам", ["қоғамның"], ["когда"]),
        ("іс", ["істер", "іске"], ["іссапар"]),
        ("ИКТ", ["сфера ИКТ", "ИКТ-безопасность"], ["предикт"]),
        ("NCT/ICT/688", ["№ NCT/ICT/688", "688 nct ict"], ["NCT/ICT/6881", "NCT/ICT"]),
        ("2022", ["2022-2023"], ["20221"]),
    ],
)
def test_word_is_found_in_its_forms(typed, found, not_found):
    assert finds(typed, *found) == [True] * len(found)
    assert finds(typed, *not_found) == [False] * len(not_found)


def test_word_with_kazakh_letters_is_not_the_russian_one():
    assert finds("ұлы", "Ұлы дала", "улы") == [True, False]
    assert finds("улы", "Ұлы дала", "улы") == [True, True]

    assert finds("threats security", "security threats", "security") == [True, False]


@pytest.mark.parametrize("typed", ["", "  ", "?!", "a", "*", "'"])
def test_nothing_is_asked_without_a_word(typed):
    assert words.parse(typed) is None


def test_what_is_typed_has_an_end():
    query = words.parse(" ".join(f"word{number}" for number in range(50)) + "x" * 1000)
    assert len(query.terms) == words.MOST_TERMS


@settings(max_examples=60)
@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_is_read_and_every_word_finds_itself(typed, text):
    query = words.parse(typed)
    if query is None:
        return
    assert query.matches(query.words)
    places = query.spans(text)
    assert places == sorted(places) and all(0 <= start < end <= len(text) for start, end in places)


def test_places_found_are_those_of_the_text_as_written():
    text = "Угрозы Безопасности, ещё раз: безопасность"
    assert [text[start:end] for start, end in words.parse("безопасность").spans(text)] == [
        "Безопасности",
        "безопасность",
    ]
