import datetime as dt

import pytest

from plans import blocks
from plans.editing import editor_rows
from plans.enums import BlockKind
from plans.life import copying, papers
from plans.models import ConceptPaper
from plans.outline import draft_outline
from tests.factories import plans as factory
from tests.refusing import refused

pytestmark = pytest.mark.django_db

AT = dt.datetime(2022, 5, 20, 9, 0, tzinfo=dt.UTC)
TITLES = {
    "en": "Plan for 2022-2023",
    "ru": "План на 2022–2023 гг.",
    "kk": "2022-2023 жылдарға арналған жоспар",
}
NONE = {"en": "", "ru": "", "kk": ""}


def begin(earlier, **given) -> ConceptPaper:
    terms = {
        "period_from": 2024,
        "period_to": 2025,
        "coordinator": None,
        "titles": NONE,
        "by": None,
        "at": AT,
    }
    return copying.begin_from(earlier, **terms | given)


def test_a_plan_begins_from_an_earlier_one_with_its_period_moved_on():
    earlier = factory.paper(blocks=0, titles=TITLES, source_language="en")
    factory.block(
        earlier,
        texts={
            "en": "Adopted in 2022, for 2022 - 2023.",
            "ru": "Принята в 2022 году, на 2022–2023 гг.",
            "kk": "2022 жылы, 2022-2023 жж.",
        },
    )
    factory.block(
        earlier, kind=BlockKind.INITIATIVE, texts={"en": "Seminar", "ru": "Семинар", "kk": "Семинар"}
    )
    factory.block(earlier, kind=BlockKind.SUBPOINT, texts={"en": "Of it", "ru": "Его", "kk": "Оның"})
    stale = factory.block(earlier, texts={"en": "Old", "ru": "Старое", "kk": "Ескі"})
    blocks.edit(stale, "en", "New", version=1, by=None, at=AT)

    paper = begin(earlier)

    assert paper.titles == {
        "en": "Plan for 2024-2025",
        "ru": "План на 2024–2025 гг.",
        "kk": "2024-2025 жылдарға арналған жоспар",
    }
    assert [row.texts for row in draft_outline(paper)[1:]] == [
        {
            "en": "Adopted in 2022, for 2024 - 2025.",
            "ru": "Принята в 2022 году, на 2024–2025 гг.",
            "kk": "2022 жылы, 2024-2025 жж.",
        },
        {"en": "New", "ru": "Старое", "kk": "Ескі"},
    ]
    assert [[cell.state for cell in row.cells] for row in editor_rows.rows(paper)[1:]] == [
        ["unreviewed"] * 3,
        ["unreviewed", "stale", "stale"],
    ]
    assert {row.key for row in draft_outline(paper)} & {row.key for row in draft_outline(earlier)} == set()


def test_a_title_that_is_given_wins_and_the_period_is_not_taken_twice():
    earlier = factory.paper(titles=TITLES, source_language="en")

    paper = begin(earlier, titles=NONE | {"en": "Another"})

    assert paper.titles == {**copying_titles(), "en": "Another"}
    with refused("plans.paper_exists"):
        begin(earlier)


def copying_titles() -> dict[str, str]:
    return {
        code: copying.moved_on(text, code, (2022, 2023), (2024, 2025), is_title=True)
        for code, text in TITLES.items()
    }


@pytest.mark.parametrize(
    ("language", "old", "new", "text", "moved"),
    [
        ("en", (2022, 2023), (2024, 2024), "for 2022-2023", "for 2024"),
        ("en", (2022, 2023), (2024, 2024), "for the years 2022-2023", "for the year 2024"),
        ("ru", (2022, 2023), (2024, 2024), "на 2022–2023 годы, в 2022-2023 гг.", "на 2024 год, в 2024 г."),
        ("kk", (2022, 2023), (2024, 2024), "2022-2023 жылдарға арналған", "2024 жылға арналған"),
        ("en", (2022, 2022), (2024, 2024), "Plan for 2022, as in 2022", "Plan for 2024, as in 2022"),
        ("en", (2022, 2022), (2024, 2025), "for the year 2022", "for the years 2024-2025"),
        ("ru", (2022, 2022), (2024, 2025), "на 2022 год; 1 мая 2022 г.", "на 2024-2025 годы; 1 мая 2022 г."),
        ("ru", (2022, 2022), (2023, 2023), "с 2022 г. на\u00a02022 г.", "с 2022 г. на\u00a02023 г."),
        ("kk", (2022, 2022), (2024, 2025), "2022 жылға, 2022 жылы", "2024-2025 жылдарға, 2022 жылы"),
        ("en", (2022, 2022), (2024, 2024), "for 2022-2023 and for 20221", "for 2022-2023 and for 20221"),
        ("en", (2022, 2023), (2024, 2025), "12022-2023 and 2022-20234", "12022-2023 and 2022-20234"),
    ],
)
def test_only_the_period_is_moved_and_the_word_for_year_follows(language, old, new, text, moved):
    assert copying.moved_on(text, language, old, new) == moved


SINGLE = {
    "en": "Plan 2022, adopted for 2021-2022",
    "ru": "План СВМДА 2022 г.",
    "kk": "2022 жылғы жоспар",
}


def test_the_title_of_a_plan_for_one_year_is_moved_and_what_is_left_is_counted():
    earlier = factory.paper(blocks=0, titles=SINGLE, period_from=2022, period_to=2022, source_language="en")
    for text in ("A seminar in 2022", "Held for 2022", "Nothing"):
        factory.block(earlier, texts=NONE | {"en": text})

    paper = begin(earlier)

    assert paper.titles == {
        "en": "Plan 2024-2025, adopted for 2021-2022",
        "ru": "План СВМДА 2024-2025 гг.",
        "kk": "2024-2025 жылдардағы жоспар",
    }
    assert [row.text("en") for row in draft_outline(paper)[1:]] == [
        "A seminar in 2022",
        "Held for 2024-2025",
        "Nothing",
    ]
    assert copying.left_of(earlier, paper) == 2


def test_a_plan_begins_with_the_usual_headings_in_three_languages():
    paper = papers.create(
        factory.measure(),
        period_from=2024,
        period_to=2025,
        source_language="ru",
        coordinator=None,
        titles=NONE | {"ru": "План"},
        with_outline=True,
        by=None,
        at=AT,
    )

    rows = draft_outline(paper)[1:]
    assert {row.kind for row in rows} == {"heading"}
    assert [row.text("kk") for row in rows] == [
        "Алғышарттар",
        "Сенім шарасының мақсаттары",
        "Сенім шарасын іске асыру",
        "Ұсынылатын бастамалар",
    ]
