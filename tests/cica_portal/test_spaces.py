import pytest

from cica_portal.languages import LANGUAGES
from cica_portal.spaces import JOINER, UNPARTED, joined, ordinary, shown, suggested
from tests.properties import given
from tests.properties import strategies as st


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("ru", "на 2022-2023 гг. и 2021 г. в г. Нур-Султан", "на 2022-2023_гг. и 2021_г. в г._Нур-Султан"),
        ("ru", "11-12 октября 2021 г.", "11-12_октября 2021_г."),
        ("ru", "№ 5, ст. 12, т. е. 20 %, и т. д.", "№_5, ст._12, т._е. 20_%, и т._д."),
        ("ru", "1 000 000 долл. или 3 млн", "1_000_000_долл. или 3_млн"),
        ("ru", "А. С. Пушкин и Иванов И. И.", "А._С._Пушкин и Иванов_И._И."),
        ("ru", "категория А. Государства 2021 года", "категория А. Государства 2021 года"),
        ("kk", "2022-2023 жж. 6 маусымға дейін, № 5", "2022-2023_жж. 6_маусымға дейін, №_5"),
        ("kk", "т. б. және 10 пайыз, Қ. К. Тоқаев", "т._б. және 10_пайыз, Қ._К._Тоқаев"),
        ("en", "26 May 2022, No. 5, 3 million and 20 %", "26_May 2022, No._5, 3_million and 20_%"),
        ("en", "5 members of 28 States", "5 members of 28 States"),
        ("en", "Objective A. The States", "Objective A. The States"),
        ("en", "", ""),
    ],
)
def test_suggested_keeps_together_what_belongs_together(language, text, expected):
    made = suggested(text, language)
    assert made.replace("\u00a0", "_") == expected
    assert suggested(made, language) == made


@given(st.text(st.sampled_from("12А.С г№кмт%\u00a0\n "), max_size=30), st.sampled_from(LANGUAGES))
def test_suggested_changes_spaces_only(text, language):
    assert suggested(text, language).replace("\u00a0", " ") == text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("until Tuesday, 8 December 2026, 23:59", "until Tuesday, 8_December_2026, 23:59"),
        ("12-14 May 2027; Mon 6 June; May 2027", "12-14_May_2027; Mon 6_June; May_2027"),
        (
            "до вторника, 8 декабря 2026 г., в мае 2027 года",
            "до вторника, 8_декабря_2026_г., в мае_2027_года",
        ),
        ("на 2026-2027 гг., пн, 6 дек., № NCT/ICT/689", "на 2026-2027_гг., пн, 6_дек., №_NCT/ICT/689"),
        ("2026 жылғы 8 желтоқсанға дейін, 6 жел., дс", "2026_жылғы 8_желтоқсанға дейін, 6_жел., дс"),
        ("2026-2027 жылдарға арналған, 3 п.", "2026-2027_жылдарға арналған, 3_п."),
        ("Note No. 214, on 3 p., 20 km, J. F. Smith", "Note No._214, on 3_p., 20_km, J._F._Smith"),
        (
            "5 members of 28 States, Objective A. The States",
            "5 members of 28 States, Objective A. The States",
        ),
        ("at 23:59 Marking 10.5 Mayors", "at 23:59 Marking 10.5 Mayors"),
    ],
)
def test_a_date_that_is_shown_is_not_parted(text, expected):
    assert shown(text).replace("\u00a0", "_") == expected
    assert shown(shown(text)) == shown(text)


@given(st.text(st.sampled_from("12 May г№.А/NCT\u00a0\n "), max_size=30))
def test_shown_changes_spaces_only(text):
    assert ordinary(shown(text)) == ordinary(text)


def test_the_years_of_a_plan_and_the_number_of_a_receipt_are_not_parted():
    text = "Plan for 2022–2023; ICT 2026-27, receipt NCT/ICT/688-KZ-1 of NCT/ICT/688, 2022-05-26, 12022-2023"
    found = ["2022–2023", "2026-27", "NCT/ICT/688-KZ-1", "NCT/ICT/688"]
    assert UNPARTED.findall(text) == found


@pytest.mark.parametrize(
    ("years", "expected"),
    [
        ("2026–27", "2026–|27"),
        ("2022-2023 гг.", "2022-|2023 гг."),
        ("2026", "2026"),
        ("2022-05-26", "2022-05-26"),
    ],
)
def test_years_on_a_page_are_joined_behind_their_dash(years, expected):
    assert joined(years).replace(JOINER, "|") == expected
    assert ordinary(joined(years)) == years
    assert joined(joined(years)) == joined(years)
