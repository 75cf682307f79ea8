import datetime as dt

import pytest
from django.utils import translation

from cica_portal.data_files import read
from cica_portal.errors import MissingForm
from initiatives import wording
from initiatives.models import Initiative, ProposedEvent
from members.models import MemberState
from members.reference import STATES_FILE

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
        ("ru", {"year": 2023, "quarter": 2}, "2\u2011й\u00a0квартал 2023\u00a0г."),
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
            "ru",
            {"kind": "exchange", "format": "in_person"}
            | {"date_from": dt.date(2023, 6, 2), "date_to": dt.date(2023, 7, 22)},
            "Проведение со 2 июня 2023 г. по 22 июля 2023 г. обмена информацией «Title».",
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


QUARTER = {"year": 2028, "quarter": 2}
MONTH = {"year": 2028, "month": 9}
GRAMMAR = [
    # kind, format, terms, then the line in English, Russian and Kazakh
    (
        "workshop", "hybrid", QUARTER,
        "Holding the workshop “T” in hybrid format in the second quarter of 2028 (P), hosted by the "
        "Republic of Uzbekistan.",
        "Проведение Республикой Узбекистан во втором квартале 2028 г. семинара «T» в смешанном формате (P).",
        "2028 жылғы екінші тоқсанда Өзбекстан Республикасының ұйымдастыруымен «T» семинарын аралас форматта "
        "өткізу (P).",
    ),
    (
        "seminar", "online", MONTH,
        "Holding the online-seminar “T” in September 2028 (P), hosted by the Republic of Uzbekistan.",
        "Проведение Республикой Узбекистан в сентябре 2028 г. онлайн-семинара «T» (P).",
        "2028 жылғы қыркүйекте Өзбекстан Республикасының ұйымдастыруымен «T» онлайн-семинарын өткізу (P).",
    ),
    (
        "training", "in_person", DAYS,
        "Holding the training “T” on 12-14 May 2023 (P), hosted by the Republic of Uzbekistan.",
        "Проведение Республикой Узбекистан 12-14 мая 2023 г. тренинга «T» (P).",
        "2023 жылғы 12-14 мамырда Өзбекстан Республикасының ұйымдастыруымен «T» тренингін өткізу (P).",
    ),
    (
        "exercise", "hybrid", ACROSS,
        "Holding the exercise “T” in hybrid format from 30 May 2023 to 2 June 2023 (P), hosted by the "
        "Republic of Uzbekistan.",
        "Проведение Республикой Узбекистан с 30 мая 2023 г. по 2 июня 2023 г. учений «T» в смешанном "
        "формате (P).",
        "2023 жылғы 30 мамырдан 2023 жылғы 2 маусымға дейін Өзбекстан Республикасының ұйымдастыруымен «T» "
        "оқу-жаттығуын аралас форматта өткізу (P).",
    ),
    (
        "exchange", "", {"year": 2028},
        "Exchange of information “T” in 2028 (P), hosted by the Republic of Uzbekistan.",
        "Проведение Республикой Узбекистан в 2028 г. обмена информацией «T» (P).",
        "2028 жылы Өзбекстан Республикасының ұйымдастыруымен «T» тақырыбында ақпарат алмасу (P).",
    ),
    (
        "other", "online", {},
        "Holding the thematic event “T” in online format (P), hosted by the Republic of Uzbekistan.",
        "Проведение Республикой Узбекистан тематической встречи «T» в онлайн-формате (P).",
        "Өзбекстан Республикасының ұйымдастыруымен «T» тақырыптық кездесуін онлайн форматта өткізу (P).",
    ),
    (
        "statement", "", {"year": 2028},
        "Adoption of the statement “T” in 2028 (P).",
        "Принятие в 2028 г. заявления «T» (P).",
        "2028 жылы «T» мәлімдемесін қабылдау (P).",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "format_", "terms", "en", "ru", "kk"), GRAMMAR)
def test_a_record_is_written_by_the_grammar_of_each_language(kind, format_, terms, en, ru, kk):
    states = {item["code"]: item for item in read(STATES_FILE)}
    host = MemberState(code="UZ", forms=states["UZ"]["forms"])
    record = Initiative(kind=kind, format=format_, host=host, **terms)
    lines = {code: wording.line(record, code, title="T", place="P") for code in ("en", "ru", "kk")}
    assert lines == {"en": en, "ru": ru, "kk": kk}


def test_a_host_without_its_case_form_is_no_line():
    host = MemberState(code="UZ", name="Uzbekistan", forms={"en": {"full": "the Republic"}})
    record = Initiative(kind="workshop", host=host)
    with pytest.raises(MissingForm):
        wording.line(record, "ru", title="T", place="")


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
