"""Faults of every kind, typed into each language of a note: each is found and named, and nothing else is."""

import datetime as dt
import re

import pytest
from django.utils import translation

from cica_portal.languages import LANGUAGES
from cica_portal.spaces import ordinary
from members.models import MemberState
from members.reference import load_member_states
from notes.acts import extensions, readiness
from notes.wording import facts, placeholder_values, texts, wordings
from notes.wording.texts import Piece
from plans.models import ConfidenceBuildingMeasure
from plans.reference import load_measures
from tests.factories import notes

pytestmark = pytest.mark.django_db

AT = notes.AT
TITLES = {"en": "English", "ru": "Russian", "kk": "Kazakh"}
CODE = re.compile(r"ict_security|combating_terrorism|\b(?:CN|RU|TR)\b")
PREPARED = {
    "en": "The draft was prepared by the Russian Federation for the CICA SWG.",
    "ru": "Проект подготовлен по предложению Российской Федерации для СРГ СВМДА.",
    "kk": "Жоба Ресей Федерациясының ұсынысы бойынша Арнайы жұмыс тобының қарауына дайындалды.",
}
# Of each kind: what stands in each language, what is typed in its place, and the finding in English.
FAULTS = {
    "number of the note referred to": (
        {
            "en": ("No. NCT/ICT/689", "No. NCT/ICT/688"),
            "ru": ("№ NCT/ICT/689", "№ NCT/ICT/688"),
            "kk": ("№ NCT/ICT/689", "№ NCT/ICT/688"),
        },
        "The numbers of notes referred to differ between the languages",
        "the note referred to is not No. NCT/ICT/689.",
    ),
    "date of the note referred to": (
        {
            "en": ("dated 26 May", "dated 25 May"),
            "ru": ("от 26 мая", "от 25 мая"),
            "kk": ("26 мамырдағы", "25 мамырдағы"),
        },
        "The other dates differ between the languages",
        "is not a date of this note.",
    ),
    "deadline": (
        {
            "en": ("Friday, 10 June", "Saturday, 11 June"),
            "ru": ("пятницы, 10 июня", "субботы, 11 июня"),
            "kk": ("10 маусымда сағат", "11 маусымда сағат"),
        },
        "The deadline differs between the languages",
        "the deadline is not 10 June 2022.",
    ),
    "weekday": (
        {
            "en": ("until Friday, 10", "until Monday, 10"),
            "ru": ("пятницы, 10", "вторника, 10"),
            "kk": ("10 маусым, жұма", "10 маусым, сейсенбі"),
        },
        "is wrong. That day is a Friday.",
        "is wrong. That day is a Friday.",
    ),
    "hour": (
        {
            "en": ("18:00 (UTC", "17:00 (UTC"),
            "ru": ("18:00 (UTC", "17:00 (UTC"),
            "kk": ("сағат 18:00-ге", "сағат 17:00-ге"),
        },
        "The time of the deadline differs between the languages",
        "“17:00” is not a time of this note.",
    ),
    "offset of the zone": (
        dict.fromkeys(LANGUAGES, ("UTC+06:00", "UTC+05:00")),
        "The time zone of the deadline differs between the languages",
        "the time zone of the deadline is not",
    ),
    "clock of the zone": (
        {
            "en": ("Nur-Sultan time", "Bishkek time"),
            "ru": ("по времени Нур-Султана", "по времени Бишкека"),
            "kk": ("Нұр-Сұлтан уақыты бойынша", "Бішкек уақыты бойынша"),
        },
        "The time zone of the deadline differs between the languages",
        "the time zone of the deadline is not",
    ),
    "period": (
        {
            "en": ("for 2022-2023", "for 2022-2024"),
            "ru": ("на 2022-2023 гг.", "на 2022-2024 гг."),
            "kk": ("2022-2023 жылдарға", "2022-2024 жылдарға"),
        },
        "The period differs between the languages",
        "the period is not 2022-2023.",
    ),
    "measure": (
        {
            "en": ("Security of and in the use of ICTs", "{measure}"),
            "ru": ("безопасности в сфере использования ИКТ и самих ИКТ", "{measure}"),
            "kk": ("АКТ-ны пайдалану қауіпсіздігі және АКТ-ның қауіпсіздігі", "{measure}"),
        },
        "The measure differs between the languages",
        "the measure is not “Security of and in the use of ICTs”.",
    ),
    "State": (
        {
            "en": ("the Russian Federation", "{state}"),
            "ru": ("Российской Федерации", "{state}"),
            "kk": ("Ресей Федерациясының", "{state}"),
        },
        "The States named differ between the languages",
        "China has no connection with this note.",
    ),
    "addressee": (
        {
            "en": ("compliments to the CICA Member States", "compliments to {embassy}"),
            "ru": ("уважение государствам-членам СВМДА", "уважение {embassy}"),
            "kk": ("Хатшылығы Азия Кеңесі мүше мемлекеттеріне", "Хатшылығы {embassy}"),
        },
        "The addressee differs between the languages",
        "the addressee is not “",
    ),
    "body": (
        {
            "en": ("CICA SWG", "CICA SOC"),
            "ru": ("СРГ СВМДА", "КСДЛ СВМДА"),
            "kk": ("Арнайы жұмыс тобының", "Аға лауазымды тұлғалар комитетінің"),
        },
        "The bodies named differ between the languages",
        "the note names the Senior Officials Committee (SOC), to which no draft is sent.",
    ),
}  # fmt: skip


@pytest.fixture
def extended(officer, set_clock):
    """Return what drafts an extension, for a reason that the note states or that it does not."""
    load_member_states(at=set_clock(AT))
    load_measures(at=AT)
    paper = notes.paper(measure=ConfidenceBuildingMeasure.objects.get(code="ict_security"))
    consultation = notes.circulated(paper=paper, reason="The other addresses follow.")

    def drafted(**stated):
        until = dt.date(2022, 6, 10), dt.time(18)
        return extensions.prepare(consultation, *until, reason="Asked for", stated=stated, by=officer, at=AT)

    return drafted


@pytest.fixture
def note(extended, officer):
    """Return the draft of an extension, in whose own text the officer typed one more paragraph."""
    drafted = extended()
    body = {**texts.first_body(drafted.kind), texts.ADDITIONAL: PREPARED}
    wordings.write_note(drafted, body, based_on=0, reason="By hand", by=officer, at=AT)
    return drafted


@pytest.fixture
def pages(note):
    return {code: [_plain(one) for one in notes.composed(note, code, at=AT)] for code in LANGUAGES}


def _plain(piece):
    return Piece(piece.id, piece.style, [ordinary(line) for line in piece.lines])


def found_in(note, pages):
    return facts.defects(note, pages, issued_on=AT.date())


def others(language):
    """Return what is put in the place of what a note should say, in the case that its sentence needs."""
    china, turkiye = (MemberState.objects.get(code=code).forms for code in ("CN", "TR"))
    measure = ConfidenceBuildingMeasure.objects.get(code="combating_terrorism").forms
    return {
        "state": placeholder_values.case_form(china, language, placeholder_values.REQUESTING_FORM),
        "measure": placeholder_values.case_form(measure, language, placeholder_values.MEASURE_FORM),
        "embassy": placeholder_values.addressee(language, turkiye, is_host=False)["dative"],
    }


def planted(pieces, old, new):
    made = [Piece(one.id, one.style, [line.replace(old, new) for line in one.lines]) for one in pieces]
    assert made != pieces, old
    return made


def faulty(kind, languages, note, pages):
    made = dict(pages)
    for language in languages:
        old, new = FAULTS[kind][0][language]
        made[language] = planted(pages[language], old, new.format_map(others(language)))
    return found_in(note, made)


def missed(kind, language, note, pages):
    """Return what the check did not say of a fault of this kind that was typed in one language."""
    _planted, differs, against = FAULTS[kind]
    found = faulty(kind, [language], note, pages)
    said = [str(one) for one in found]
    if not any(differs in sentence for sentence in said):
        return f"{kind}: languages not compared"
    if not any(sentence.startswith(TITLES[language]) and against in sentence for sentence in said):
        return f"{kind}: not held against the facts"
    if facts.Weight.UNEQUAL not in {one.weight for one in found}:
        return f"{kind}: does not keep the note back"
    return next((f"{kind}: {one}" for one in said if CODE.search(one)), "")


def test_a_fault_typed_in_one_language_is_found_and_keeps_the_note_back(note, pages):
    assert [str(one) for one in found_in(note, pages)] == []
    for language in LANGUAGES:
        assert [what for kind in FAULTS if (what := missed(kind, language, note, pages))] == []


def test_a_fault_typed_in_every_language_alike_is_held_against_the_facts(note, pages):
    for kind, (_planted, _differs, against) in FAULTS.items():
        found = [str(one) for one in faulty(kind, LANGUAGES, note, pages)]
        for title in TITLES.values():
            assert any(one.startswith(title) and against in one for one in found), (kind, title)


def test_the_reason_that_a_note_states_is_read(extended):
    reasons = {
        "en": "a meeting with China on 8 June 2022",
        "ru": "встреча с Китайской Народной Республикой 9 июня 2022 г.",
        "kk": "Қытай Халық Республикасымен 2022 жылғы 8 маусымдағы кездесу",
    }
    found = [str(one) for one in readiness.find(extended(**reasons), at=AT).defects]
    assert any(one.startswith("The other dates differ between the languages") for one in found)
    assert [one for one in found if one.startswith("Russian")] == [
        "Russian: “9 июня 2022” is not a date of this note.",
        "Russian: China has no connection with this note.",
    ]


@pytest.mark.parametrize(
    ("reader", "sentence"),
    [
        ("en", "Kazakh: China has no connection with this note."),
        ("ru", "Казахский: государство Китай не имеет отношения к этой ноте."),
        ("kk", "Қазақ тілі: нотада оған қатысы жоқ мемлекет аталған: Қытай."),
    ],
)
def test_findings_name_states_and_measures_in_the_readers_language(note, pages, reader, sentence):
    with translation.override(reader):
        state = [ordinary(str(one)) for one in faulty("State", ["kk"], note, pages)]
        measure = [str(one) for one in faulty("measure", ["kk"], note, pages)]
        title = ConfidenceBuildingMeasure.objects.get(code="ict_security").title
        assert sentence in state
        assert any(title in one for one in measure)
