import datetime as dt

import pytest
from django.utils import translation

from initiatives import wording
from initiatives.models import ProposedEvent

ONE_DAY = {"date_from": dt.date(2023, 5, 12)}
DAYS = {"date_from": dt.date(2023, 5, 12), "date_to": dt.date(2023, 5, 14)}
ACROSS = {"date_from": dt.date(2023, 5, 30), "date_to": dt.date(2023, 6, 2)}


def event(language: str = "en", **fields) -> ProposedEvent:
    values = {"title": "Title", "kind": "workshop", "format": "online", "language": language}
    return ProposedEvent(**values | fields)


@pytest.mark.parametrize(
    ("language", "terms", "said"),
    [
        ("en", {}, ""),
        ("en", {"year": 2023}, "2023"),
        ("ru", {"year": 2023, "quarter": 2}, "2-й\u00a0квартал 2023\u00a0г."),
        ("kk", {"year": 2023, "month": 5}, "2023 жылғы мамыр"),
        ("ru", {"year": 2023, "month": 5}, "май 2023 г."),
        ("en", ONE_DAY, "12 May 2023"),
        ("ru", DAYS, "12-14 мая 2023 г."),
        ("kk", DAYS, "2023 жылғы 12-14 мамыр"),
        ("en", ACROSS, "30 May 2023 – 2 June 2023"),
    ],
)
def test_when_is_said_as_exactly_as_is_known(language, terms, said):
    with translation.override(language):
        assert wording.when(event(**terms), language) == said


@pytest.mark.parametrize(
    ("language", "fields", "line"),
    [
        ("en", {"year": 2023}, "Holding the online-workshop “Title” in 2023."),
        ("ru", {"year": 2023}, "Проведение в 2023 г. онлайн-семинара «Title»."),
        ("kk", {"year": 2023}, "2023 жылы «Title» онлайн-семинарын өткізу."),
        (
            "en",
            {"kind": "seminar", "format": "hybrid", "place": "Astana"} | DAYS,
            "Holding the seminar “Title” in hybrid format on 12-14 May 2023 (Astana).",
        ),
        (
            "ru",
            {"kind": "other", "format": "online", "year": 2023, "quarter": 2},
            "Проведение во втором квартале 2023 г. тематической встречи «Title» в онлайн-формате.",
        ),
        (
            "ru",
            {"kind": "exchange", "format": "in_person"} | ACROSS,
            "Проведение с 30 мая 2023 г. по 2 июня 2023 г. обмена информацией «Title».",
        ),
        (
            "kk",
            {"kind": "exercise", "format": "hybrid"} | ACROSS,
            "2023 жылғы 30 мамырдан 2023 жылғы 2 маусымға дейін «Title» оқу-жаттығуын аралас форматта "
            "өткізу.",
        ),
        ("kk", {"kind": "statement"} | ONE_DAY, "2023 жылғы 12 мамырда «Title» мәлімдемесін қабылдау."),
        ("en", {"kind": "training"}, "Holding the online-training “Title”."),
    ],
)
def test_an_event_is_written_as_a_line_of_a_plan(language, fields, line):
    assert wording.plan_line(event(language, **fields)) == line


def test_every_kind_and_format_has_its_line_in_every_language():
    kinds = {kind for kind, _label in ProposedEvent._meta.get_field("kind").choices}
    formats = {value for value, _label in ProposedEvent._meta.get_field("format").choices}
    for language in ("en", "ru", "kk"):
        for kind in kinds:
            for format_ in formats:
                line = wording.plan_line(event(language, kind=kind, format=format_, place="P", **DAYS))
                assert line.endswith("(P).") and "  " not in line and "Title" in line


def test_what_a_state_wrote_is_never_read_as_a_pattern():
    line = wording.plan_line(event(title="{place}  {x} \x02", place="{title}"))
    assert line == "Holding the online-workshop “{place}  {x} \x02” ({title})."
