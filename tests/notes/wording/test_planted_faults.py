"""Faults of every kind, planted in each language of a note: each is found and named, and nothing else is."""

import datetime as dt
import re

import pytest
from django.utils import translation

from cica_portal.deadlines import Deadline
from cica_portal.languages import LANGUAGES
from members.models import MemberState
from members.reference import load_member_states
from notes.wording import facts, placeholder_values, texts
from notes.wording.facts import Expected
from notes.wording.placeholder_values import addressee
from notes.wording.texts import Piece
from plans.models import ConfidenceBuildingMeasure
from plans.reference import load_measures
from tests.factories import notes

pytestmark = pytest.mark.django_db

UNTIL = Deadline(dt.date(2026, 12, 7), dt.time(18))
ISSUED_ON = dt.date(2026, 11, 23)
TITLES = {"en": "English", "ru": "Russian", "kk": "Kazakh"}
CODE = re.compile(r"ict_security|combating_terrorism|\b(?:CN|RU|TR)\b")
# Of each kind: what stands in each language, what is put in its place, and the finding in English.
FAULTS = {
    "number of the note": (
        dict.fromkeys(LANGUAGES, ("№ NCT/ICT/701", "№ NST/ICT/701")),
        "The number of the note differs between the languages",
        "the number is not NCT/ICT/701.",
    ),
    "number of the note referred to": (
        {
            "en": ("No. NCT/ICT/700", "No. NCT/ICT/699"),
            "ru": ("№ NCT/ICT/700", "№ NCT/ICT/699"),
            "kk": ("№ NCT/ICT/700", "№ NCT/ICT/699"),
        },
        "The numbers of notes referred to differ between the languages",
        "the note referred to is not No. NCT/ICT/700.",
    ),
    "date of the note": (
        {
            "en": ("Astana, 23 November", "Astana, 24 November"),
            "ru": ("Астана, 23 ноября", "Астана, 24 ноября"),
            "kk": ("2026 жылғы 23 қараша", "2026 жылғы 24 қараша"),
        },
        "The date of the note differs between the languages",
        "the date of the note is not 23 November 2026.",
    ),
    "date of the note referred to": (
        {
            "en": ("dated 20 November", "dated 19 November"),
            "ru": ("от 20 ноября", "от 19 ноября"),
            "kk": ("20 қарашадағы", "19 қарашадағы"),
        },
        "The other dates differ between the languages",
        "is not a date of this note.",
    ),
    "deadline": (
        {
            "en": ("Monday, 7 December", "Tuesday, 8 December"),
            "ru": ("понедельника, 7 декабря", "вторника, 8 декабря"),
            "kk": ("7 желтоқсанда сағат", "8 желтоқсанда сағат"),
        },
        "The deadline differs between the languages",
        "the deadline is not 7 December 2026.",
    ),
    "weekday": (
        {
            "en": ("until Monday, 7", "until Tuesday, 7"),
            "ru": ("понедельника, 7", "вторника, 7"),
            "kk": ("7 желтоқсан, дүйсенбі", "7 желтоқсан, сейсенбі"),
        },
        "is wrong. That day is a Monday.",
        "is wrong. That day is a Monday.",
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
        dict.fromkeys(LANGUAGES, ("UTC+05:00", "UTC+06:00")),
        "The time zone of the deadline differs between the languages",
        "the time zone of the deadline is not",
    ),
    "clock of the zone": (
        {
            "en": ("Astana time", "Bishkek time"),
            "ru": ("по времени Астаны", "по времени Бишкека"),
            "kk": ("Астана уақыты бойынша", "Бішкек уақыты бойынша"),
        },
        "The time zone of the deadline differs between the languages",
        "the time zone of the deadline is not",
    ),
    "period": (
        {
            "en": ("for 2027-2028", "for 2027-2029"),
            "ru": ("на 2027-2028 гг.", "на 2027-2029 гг."),
            "kk": ("2027-2028 жылдарға", "2027-2029 жылдарға"),
        },
        "The period differs between the languages",
        "the period is not 2027-2028.",
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
    "addressee at the foot": (
        {
            "en": ("MEMBER STATES", "{foot}"),
            "ru": ("ГОСУДАРСТВАМ-ЧЛЕНАМ", "{foot}"),
            "kk": ("МҮШЕ МЕМЛЕКЕТТЕРІ", "{foot}"),
        },
        "The addressee named at the foot differs between the languages",
        "the addressee named at the foot is not",
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
    "size of the enclosure": (
        {
            "en": ("on 3 p.", "on 4 p."),
            "ru": ("на 3 л.", "на 4 л."),
            "kk": ("аталған, 3 п.", "аталған, 4 п."),
        },
        None,
        "the enclosure is given as 4 but has 3.",
    ),
}  # fmt: skip


@pytest.fixture
def names():
    load_member_states(at=notes.AT)
    load_measures(at=notes.AT)


def written(language):
    """Return a note that names all that is checked: an extension with an enclosure and a request."""
    values = placeholder_values.values_for(
        language,
        measure_forms=ConfidenceBuildingMeasure.objects.get(code="ict_security").forms,
        coordinator_forms=MemberState.objects.get(code="RU").forms,
        requested_by=MemberState.objects.get(code="RU").forms,
        period=(2027, 2028),
        issued_on=ISSUED_ON,
        number="NCT/ICT/701",
        respond_by=UNTIL,
        pages=3,
        reference_number="NCT/ICT/700",
        reference_date=dt.date(2026, 11, 20),
    )
    borrowed = [
        piece
        for piece in texts.compose("circulation", language, values)
        if piece.id in ("enclosure", "request")
    ]
    own = texts.compose("deadline_extended", language, values)
    return [*own[:3], *borrowed, *own[3:]]


def expected():
    addressed = {language: addressee(language, None, is_host=False) for language in LANGUAGES}
    return Expected(
        number="NCT/ICT/701",
        issued_on=ISSUED_ON,
        measure="ict_security",
        period=(2027, 2028),
        reference="NCT/ICT/700",
        respond_by=UNTIL,
        other_dates=frozenset([dt.date(2026, 11, 20)]),
        pages=dict.fromkeys(("en", "ru", "kk"), (3,)),
        units={language: placeholder_values.unit_of(language) for language in LANGUAGES},
        states=frozenset(["RU"]),
        addressees={language: words["dative"] for language, words in addressed.items()},
        blocks={language: " ".join(words["block"]) for language, words in addressed.items()},
    )


def others(language):
    """Return what is put in the place of what a note should say, in the case that its sentence needs."""
    china, turkiye = (MemberState.objects.get(code=code).forms for code in ("CN", "TR"))
    measure = ConfidenceBuildingMeasure.objects.get(code="combating_terrorism").forms
    embassy = addressee(language, turkiye, is_host=False)
    return {
        "state": placeholder_values.case_form(china, language, placeholder_values.REQUESTING_FORM),
        "measure": placeholder_values.case_form(measure, language, placeholder_values.MEASURE_FORM),
        "embassy": embassy["dative"],
        "foot": " ".join(embassy["block"]),
    }


def planted(pieces, old, new):
    made = [Piece(one.id, one.style, [line.replace(old, new) for line in one.lines]) for one in pieces]
    assert made != pieces, old
    return made


def faulty(kind, languages):
    pages = {language: written(language) for language in LANGUAGES}
    for language in languages:
        old, new = FAULTS[kind][0][language]
        pages[language] = planted(pages[language], old, new.format_map(others(language)))
    return facts.note(pages, expected())


def test_a_note_that_is_right_has_no_finding(names):
    pages = {language: written(language) for language in LANGUAGES}
    assert [str(one) for one in facts.note(pages, expected())] == []


def missed(kind, language):
    """Return what the check did not say of a fault of this kind that was planted in one language."""
    _planted, differs, against = FAULTS[kind]
    found = faulty(kind, [language])
    said = [str(one) for one in found]
    if differs and not any(differs in sentence for sentence in said):
        return f"{kind}: languages not compared"
    if not any(sentence.startswith(TITLES[language]) and against in sentence for sentence in said):
        return f"{kind}: not held against the facts"
    if facts.Weight.UNEQUAL not in {one.weight for one in found}:
        return f"{kind}: does not keep the note back"
    return next((f"{kind}: {one}" for one in said if CODE.search(one)), "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_fault_in_one_language_is_found_and_keeps_the_note_back(names, language):
    assert [what for kind in FAULTS if (what := missed(kind, language))] == []


def test_a_fault_in_every_language_alike_is_held_against_the_facts(names):
    for kind, (_planted, _differs, against) in FAULTS.items():
        found = [str(one) for one in faulty(kind, LANGUAGES)]
        for title in TITLES.values():
            assert any(one.startswith(title) and against in one for one in found), (kind, title)


def test_a_paragraph_that_one_language_lacks_is_found(names):
    for language in LANGUAGES:
        pages = {code: written(code) for code in LANGUAGES}
        pages[language] = [one for one in pages[language] if one.id != "other_provisions"]
        (found,) = facts.note(pages, expected())
        assert str(found).startswith("The number of paragraphs differs between the languages")


ENCLOSED = {
    "en": ("agenda", "registration form"),
    "ru": ("повестка дня", "регистрационная форма"),
    "kk": ("күн тәртібі", "тіркеу нысаны"),
}


def listing(order=(0, 1)):
    """Return the pages of a note that lists two enclosures of two pages each, in this order."""
    pages = {}
    for language in LANGUAGES:
        listed = [placeholder_values.Listed(ENCLOSED[language][place], 2) for place in order]
        values = placeholder_values.values_for(
            language,
            measure_forms=None,
            period=None,
            issued_on=ISSUED_ON,
            number="CICA/GEN/1",
            enclosed=listed,
            words={"matter": {"en": "convey papers.", "ru": "направить документы.", "kk": "жолдауды"}},
            choices={"referring": "to_nothing"},
        )
        pages[language] = texts.compose("free", language, values)
    return pages


def of_enclosures(pages):
    addressed = {language: addressee(language, None, is_host=False) for language in LANGUAGES}
    stated = Expected(
        number="CICA/GEN/1",
        issued_on=ISSUED_ON,
        measure="",
        period=None,
        pages=dict.fromkeys(LANGUAGES, (2, 2)),
        units={language: placeholder_values.unit_of(language) for language in LANGUAGES},
        enclosed=ENCLOSED,
        addressees={language: words["dative"] for language, words in addressed.items()},
        blocks={language: " ".join(words["block"]) for language, words in addressed.items()},
        is_own_words=True,
    )
    return facts.note(pages, stated)


def test_enclosures_in_another_order_in_one_language_are_found(names):
    assert [str(one) for one in of_enclosures(listing())] == []
    for language in LANGUAGES:
        pages = listing() | {language: listing((1, 0))[language]}
        assert [str(one) for one in of_enclosures(pages)] == [
            f"{TITLES[language]}: the enclosures are not listed in their order: "
            f"{'; '.join(ENCLOSED[language])}."
        ]


@pytest.mark.parametrize(
    ("reader", "sentence"),
    [
        ("en", "Kazakh: China has no connection with this note."),
        ("ru", "Казахский: государство Китай не имеет отношения к этой ноте."),
        ("kk", "Қазақ тілі: нотада оған қатысы жоқ мемлекет аталған: Қытай."),
    ],
)
def test_findings_name_states_and_measures_in_the_readers_language(names, reader, sentence):
    with translation.override(reader):
        state = [str(one) for one in faulty("State", ["kk"])]
        measure = [str(one) for one in faulty("measure", ["kk"])]
        title = ConfidenceBuildingMeasure.objects.get(code="ict_security").title
        assert sentence in state
        assert any(title in one for one in measure)
