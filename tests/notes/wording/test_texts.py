import copy
import datetime as dt
import re

import pytest
import yaml
from django.conf import settings
from django.utils import translation

from cica_portal import formats, organization
from cica_portal.deadlines import Deadline, closing_instant
from cica_portal.errors import MissingForm, Refusal
from cica_portal.spaces import ordinary
from notes.wording import placeholder_values, texts
from tests.refusing import refused

LETTER = (settings.BASE_DIR / "tests" / "notes" / "letter_nct_ict_688.md").read_text(encoding="utf-8")
LANGUAGES = ["en", "ru", "kk"]
KINDS = [
    "circulation",
    "reminder",
    "deadline_extended",
    "silence_broken",
    "swg_without_comments",
    "swg_with_comments",
]

MEASURE = {
    "en": {"title": "Security of and in the use of ICTs"},
    "ru": {"dat_after_po": "безопасности в сфере использования ИКТ и самих ИКТ"},
    "kk": {"nom": "АКТ-ны пайдалану қауіпсіздігі және АКТ-ның қауіпсіздігі"},
}
RUSSIA = {
    "en": {"full": "the Russian Federation"},
    "ru": {"ins": "Российской Федерацией", "gen": "Российской Федерации"},
    "kk": {"nom": "Ресей Федерациясы", "gen": "Ресей Федерациясының", "abl": "Ресей Федерациясынан"},
}
KAZAKHSTAN = {
    "en": {"full": "the Republic of Kazakhstan"},
    "ru": {"gen": "Республики Казахстан"},
    "kk": {"gen": "Қазақстан Республикасының", "abl": "Қазақстан Республикасынан"},
}
PRINTED_NUMBERS = {"en": "NCT/ICT/688", "ru": "NST/ICT/688", "kk": None}


def the_letters_own(language):
    """The letter's page in one language, as words with their marks of style."""
    english, russian = LETTER.split("**№ NCT/ICT/688**")[0], "**ГОСУДАРСТВАМ-ЧЛЕНАМ"
    second = LETTER.index("**SECRETARIAT", len(english))
    third = LETTER.index("Азиядағы өзара", LETTER.index(russian))
    page = {"en": LETTER[:second], "ru": LETTER[second:third], "kk": LETTER[third:]}[language]
    return page.split()


def as_words(pieces):
    marks = {"bold": "**", "italic": "*", "plain": ""}
    return " ".join(
        marks[piece.style] + " ".join(piece.lines) + marks[piece.style] for piece in pieces
    ).split()


def values(language, **changes):
    given = {
        "measure": MEASURE,
        "coordinator": RUSSIA,
        "period": (2022, 2023),
        "respond_by": Deadline(dt.date(2022, 6, 6)),
        "issued_on": dt.date(2022, 5, 26),
        "number": "NCT/ICT/700",
        "pages": 3,
        "reference_number": "NCT/ICT/688",
        "reference_date": dt.date(2022, 5, 26),
        "states": [KAZAKHSTAN, RUSSIA],
    }
    return placeholder_values.values_for(language, given | changes)


def body(pieces, identifier="opening"):
    return next(piece.lines[0] for piece in pieces if piece.id == identifier)


@pytest.mark.parametrize("language", LANGUAGES)
def test_compose_reproduces_the_letter_word_for_word(language):
    composed = texts.compose(
        "circulation", language, values(language, number=PRINTED_NUMBERS[language]), as_printed=True
    )

    assert as_words(composed) == the_letters_own(language)

    lines = [line for piece in composed for line in piece.lines]
    assert lines == [line.strip("* ") for line in "\n".join(_paragraphs(language)).split("\n")]


@pytest.mark.parametrize(
    ("language", "one", "several"),
    [
        ("en", "Note No. NCT/ICT/1, are", "Notes No. NCT/ICT/1 and No. NCT/ICT/2, are"),
        ("ru", "нотой Секретариата № NCT/ICT/1,", "нотами Секретариата № NCT/ICT/1 и № NCT/ICT/2,"),
        ("kk", "№ NCT/ICT/1 нотасымен", "№ NCT/ICT/1 және № NCT/ICT/2 ноталарымен"),
    ],
)
def test_notes_that_are_named_together_are_several(language, one, several):
    said = [
        body(texts.compose("swg_without_comments", language, values(language, earlier=earlier)), "earlier")
        for earlier in (["NCT/ICT/1"], ["NCT/ICT/1", "NCT/ICT/2"])
    ]
    assert [one in said[0], several in said[1]] == [True, True]


def _paragraphs(language):
    page = {
        "en": LETTER[: LETTER.index("**SECRETARIAT", 200)],
        "ru": LETTER[LETTER.index("**SECRETARIAT", 200) : LETTER.index("Азиядағы өзара")],
        "kk": LETTER[LETTER.index("Азиядағы өзара") :],
    }[language]
    return [paragraph for paragraph in re.split(r"\n{2,}", page.strip("\n")) if paragraph]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_note_has_one_number_letterhead_and_enclosure_mark_in_every_language(language):
    composed = texts.compose("circulation", language, values(language))

    found = {piece.id: (piece.style, piece.lines) for piece in composed}
    assert found["letterhead_en"] == (
        "bold",
        ["SECRETARIAT OF THE CONFERENCE ON INTERACTION", "AND CONFIDENCE BUILDING MEASURES IN ASIA"],
    )
    assert found["letterhead_ru"] == (
        "bold",
        ["СЕКРЕТАРИАТ СОВЕЩАНИЯ ПО ВЗАИМОДЕЙСТВИЮ", "И МЕРАМ ДОВЕРИЯ В АЗИИ"],
    )
    assert found["number"] == ("bold", ["№ NCT/ICT/700"])
    assert found["enclosure"] == (
        "italic",
        {
            "en": ["Enclosure:", "as stated, on 3 p."],
            "ru": ["Приложение:", "упомянутое,", "на 3 л."],
            "kk": ["Қосымша:", "аталған, 3 п."],
        }[language],
    )


@pytest.mark.parametrize(
    ("kind", "identifiers"),
    [
        ("reminder", ["opening", "request", "moment"]),
        ("deadline_extended", ["opening", "moment", "other_provisions"]),
        ("swg_without_comments", ["opening"]),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_note_without_enclosure_has_no_enclosure_mark(kind, identifiers, language):
    composed = texts.compose(kind, language, values(language))

    assert [piece.id for piece in composed] == [
        "letterhead_en",
        "letterhead_ru",
        "number",
        *identifiers,
        "closing",
        "place_date",
        "addressee_block",
    ]


def test_reminder_recalls_the_deadline_in_the_case_each_language_needs():
    openings = {code: body(texts.compose("reminder", code, values(code))) for code in LANGUAGES}

    assert openings["en"].endswith(
        "with reference to its Note No. NCT/ICT/688 dated 26 May 2022, has the honor to recall that "
        "possible comments and feedback on the draft Concept Paper and Plan of Implementation of the CICA "
        "Confidence-Building Measure "
        "“Security of and in the use of ICTs” for 2022-2023 are expected by Monday, 6 June 2022."
    )
    assert openings["ru"].endswith(
        "ссылаясь на свою ноту № NCT/ICT/688 от 26 мая 2022 г., имеет честь напомнить, что срок "
        "представления "
        "возможных комментариев и соображений по проекту Концепции и Плана действий по реализации мер "
        "доверия по "
        "безопасности в сфере использования ИКТ и самих ИКТ на 2022-2023 гг. истекает в понедельник, 6 "
        "июня 2022 г."
    )
    assert openings["kk"].endswith(
        "өзінің 2022 жылғы 26 мамырдағы № NCT/ICT/688 нотасына сілтеме жасай отырып, АКТ-ны пайдалану "
        "қауіпсіздігі "
        "және АКТ-ның қауіпсіздігі басым саласында сенім шараларын іске асыру жөніндегі 2022-2023 "
        "жылдарға арналған "
        "тұжырымдама мен іс-қимыл жоспарының жобасы бойынша ықтимал ескертпелер мен түсініктемелерді "
        "ұсыну мерзімі 2022 жылғы 6 маусымда аяқталатынын еске салуды өзіне мәртебе санайды."
    )


@pytest.mark.parametrize(
    ("asked", "phrases"),
    [
        (
            {"requested_by": KAZAKHSTAN},
            [
                "has the honor to inform that, at the request of the Republic of Kazakhstan, the deadline",
                "имеет честь сообщить, что по просьбе Республики Казахстан срок представления",
                "сілтеме жасай отырып, Қазақстан Республикасының өтініші бойынша АКТ-ны",
            ],
        ),
        (
            {"requested_by_several": True},
            [
                "has the honor to inform that, at the request of a number of Member States, the deadline",
                "имеет честь сообщить, что по просьбе ряда государств-членов срок представления",
                "сілтеме жасай отырып, бірқатар мүше мемлекеттің өтініші бойынша АКТ-ны",
            ],
        ),
        (
            {},
            [
                "has the honor to inform that the deadline",
                "имеет честь сообщить, что срок представления",
                "сілтеме жасай отырып, АКТ-ны",
            ],
        ),
    ],
)
def test_extension_names_who_asked_for_it(asked, phrases):
    new_deadline = {"respond_by": Deadline(dt.date(2022, 6, 14))}
    openings = [
        body(texts.compose("deadline_extended", code, values(code, **new_deadline, **asked)))
        for code in LANGUAGES
    ]

    assert [phrase in opening for phrase, opening in zip(phrases, openings, strict=True)] == [True] * 3
    assert openings[0].endswith("has been extended to Tuesday, 14 June 2022.")
    assert openings[1].endswith("продлен до вторника, 14 июня 2022 г.")
    assert openings[2].endswith("2022 жылғы 14 маусымға дейін ұзартылғанын хабарлауды өзіне мәртебе санайды.")


@pytest.mark.parametrize(
    ("minute", "kind", "endings"),
    [
        (
            dt.time(18),
            "circulation",
            [
                "on the above mentioned document by 18:00 (UTC+06:00) on Monday, 6 June 2022. In the absence",
                "по вышеуказанному документу до 18:00 (UTC+06:00) понедельника, 6 июня 2022 г. В случае",
                "түсініктемелерін 2022 жылғы 6 маусымда сағат 18:00-ге (UTC+06:00) дейін жіберуді сұрайды.",
            ],
        ),
        (
            dt.time(17, 30),
            "deadline_extended",
            [
                "has been extended to 17:30 (UTC+06:00) on Monday, 6 June 2022.",
                "продлен до 17:30 (UTC+06:00) понедельника, 6 июня 2022 г.",
                "2022 жылғы 6 маусымда сағат 17:30-ға (UTC+06:00) дейін ұзартылғанын хабарлауды",
            ],
        ),
        (
            dt.time(9, 45),
            "reminder",
            [
                "are expected by 09:45 (UTC+06:00) on Monday, 6 June 2022.",
                "истекает в 09:45 (UTC+06:00) в понедельник, 6 июня 2022 г.",
                "ұсыну мерзімі 2022 жылғы 6 маусымда сағат 09:45-те (UTC+06:00) аяқталатынын еске салуды",
            ],
        ),
    ],
)
def test_an_hour_is_said_by_the_grammar_of_each_language(minute, kind, endings):
    until = Deadline(dt.date(2022, 6, 6), minute)
    composed = [texts.compose(kind, code, values(code, respond_by=until)) for code in LANGUAGES]

    written = [" ".join(line for piece in pieces for line in piece.lines) for pieces in composed]
    assert [words in text for words, text in zip(endings, written, strict=True)] == [True] * 3
    assert [text.count(f"{minute:%H:%M}") for text in written] == [2, 2, 2]


@pytest.mark.parametrize("kind", ["circulation", "reminder", "deadline_extended", "silence_broken"])
def test_the_end_of_a_day_is_said_by_the_day_alone_outside_the_line_of_the_last_minute(kind):
    for language in LANGUAGES:
        for piece in texts.compose(kind, language, values(language)):
            assert ("23:59" in " ".join(piece.lines)) == (piece.id == "moment")


def test_compilation_note_lists_the_states_in_the_case_each_language_needs():
    composed = [texts.compose("swg_with_comments", code, values(code)) for code in LANGUAGES]

    assert [body(pieces, "received_from") for pieces in composed] == [
        "Comments and feedback were received from the Republic of Kazakhstan and the Russian Federation.",
        "Комментарии и соображения поступили от Республики Казахстан и Российской Федерации.",
        "Ескертпелер мен түсініктемелер Қазақстан Республикасынан және Ресей Федерациясынан келіп түсті.",
    ]


@pytest.mark.parametrize(
    ("swg_date", "endings"),
    [
        (
            dt.date(2022, 7, 21),
            [
                "for consideration by the CICA SWG at its meeting scheduled for 21 July 2022.",
                "для рассмотрения на заседании СРГ СВМДА, запланированном на 21 июля 2022 г.",
                "Арнайы жұмыс тобының 2022 жылғы 21 шілдеге жоспарланған отырысында қарау үшін жолдауды "
                "өзіне мәртебе санайды.",
            ],
        ),
        (
            None,
            [
                "for consideration by the CICA SWG.",
                "для рассмотрения на заседании СРГ СВМДА.",
                "Арнайы жұмыс тобының отырысында қарау үшін жолдауды өзіне мәртебе санайды.",
            ],
        ),
    ],
)
def test_compilation_note_names_the_meeting_if_it_is_known(swg_date, endings):
    openings = [
        body(texts.compose("swg_with_comments", code, values(code, swg_date=swg_date))) for code in LANGUAGES
    ]

    assert [opening.endswith(ending) for opening, ending in zip(openings, endings, strict=True)] == [True] * 3


def test_submission_names_every_note_that_circulated_an_earlier_text():
    earlier = ["NCT/ICT/688", "NCT/ICT/689"]
    composed = [
        texts.compose("swg_without_comments", code, values(code, earlier=earlier)) for code in LANGUAGES
    ]
    assert [body(pieces, "earlier") for pieces in composed[:2]] == [
        "The comments and feedback of Member States that were received on the earlier texts of the draft, "
        "circulated by the Secretariat’s Notes No. NCT/ICT/688 and No. NCT/ICT/689, are submitted to the "
        "CICA SWG together with the draft.",
        "Комментарии и соображения государств-членов, поступившие по более ранним текстам проекта, которые "
        "были направлены нотами Секретариата № NCT/ICT/688 и № NCT/ICT/689, представляются СРГ СВМДА вместе "
        "с проектом.",
    ]


def test_submission_does_not_say_that_the_first_note_set_the_deadline():
    # It may have been extended by another.
    said = [body(texts.compose("swg_without_comments", code, values(code))) for code in LANGUAGES]
    assert "were received by the established deadline." in said[0]
    assert "что в установленный срок комментариев" in said[1]
    assert "нотасына толықтыру ретінде белгіленген мерзімде" in said[2]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("period", [(2022, 2023), (2024, 2024)])
def test_no_text_doubles_a_full_stop_or_leaves_a_placeholder(kind, language, period):
    every_case = [
        {"requested_by": KAZAKHSTAN, "swg_date": dt.date(2022, 7, 21)},
        {"requested_by_several": True},
        {},
    ]
    for case in every_case:
        composed = texts.compose(kind, language, values(language, period=period, **case))
        text = "\n".join(line for piece in composed for line in piece.lines)
        assert re.findall(r"\.\.|\s[.,]|  |[{}]", text) == []
        assert all(
            line.endswith(".")
            for piece in composed
            if piece.id in {"opening", "request"}
            for line in piece.lines
        )


def test_every_text_uses_only_the_fixed_placeholders_and_every_placeholder_is_used():
    source = texts.note_texts()
    without_list = {key: value for key, value in source.items() if key != "placeholders"}

    used = set(texts.PLACEHOLDER.findall(str(without_list)))
    assert used == set(source["placeholders"])


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_says_the_same_pieces_in_the_three_languages(kind):
    identifiers = {
        code: sorted(piece.id for piece in texts.compose(kind, code, values(code))) for code in LANGUAGES
    }

    assert identifiers["en"] == identifiers["ru"] == identifiers["kk"]


@pytest.mark.parametrize(
    ("day", "names"),
    [
        (dt.date(2018, 9, 1), ["Astana", "город Астана", "Астана қаласы"]),
        (dt.date(2019, 3, 22), ["Astana", "город Астана", "Астана қаласы"]),
        (dt.date(2019, 3, 23), ["Nur-Sultan", "город Нур-Султан", "Нұр-Сұлтан қаласы"]),
        (dt.date(2022, 9, 18), ["Nur-Sultan", "город Нур-Султан", "Нұр-Сұлтан қаласы"]),
        (dt.date(2022, 9, 19), ["Astana", "город Астана", "Астана қаласы"]),
        (dt.date(2026, 11, 24), ["Astana", "город Астана", "Астана қаласы"]),
    ],
)
def test_place_follows_the_name_of_the_city_on_the_day(day, names):
    assert [placeholder_values.place_on(day, code) for code in LANGUAGES] == names


@pytest.mark.parametrize("seat", organization.seats(), ids=lambda seat: str(seat.day))
def test_a_deadline_names_the_clock_of_the_seat_that_the_note_names(seat):
    later = [one.day - dt.timedelta(days=1) for one in organization.seats() if one.day > seat.day]
    place = seat.place
    for day in (seat.day, min(later, default=dt.date(2026, 12, 7))):
        closes_at = closing_instant(day, organization.time_zone())
        told = {code: formats.closing(closes_at, organization.time_zone(), code) for code in LANGUAGES}
        genitive = {"Astana": "Астаны", "Nur-Sultan": "Нур-Султана"}[place["en"]]
        assert f"({placeholder_values.place_on(day, 'en')} time, UTC+0" in told["en"]
        assert f"(по времени {genitive}, UTC+0" in told["ru"]
        assert f"({place['kk'].removesuffix(' қаласы')} уақыты бойынша, UTC+0" in told["kk"]


def test_place_of_an_unrecorded_day_is_refused():
    with refused("notes.unknown_place") as refusal:
        placeholder_values.place_on(dt.date(2013, 12, 31), "en")

    assert refusal.value.values == {"day": "2013-12-31"}


def test_a_missing_case_form_is_refused_by_name():
    coordinator = copy.deepcopy(RUSSIA)
    del coordinator["ru"]["ins"]

    with pytest.raises(MissingForm) as refusal:
        values("ru", coordinator=coordinator)

    assert refusal.value.values == {"name": "Российской Федерации", "form": "ins", "language": "Russian"}


@pytest.mark.parametrize("missing", ["respond_by", "pages", "number"])
def test_a_missing_value_is_refused_by_what_pages_call_it(missing):
    names = {
        "respond_by": "deadline",
        "pages": "size of the enclosure",
        "number": "number of the note",
    }

    with pytest.raises(texts.MissingValue) as refusal:
        texts.compose("circulation", "en", values("en", **{missing: None}))

    assert refusal.value.values == {"name": names[missing]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plan_without_a_coordinator_is_said_with_the_way_out(language):
    with refused("notes.no_coordinator"):
        texts.compose("circulation", language, values(language, coordinator=None))
    said = {
        "en": "Choose the coordinator on the page of the plan",
        "ru": "Выберите координатора на странице плана",
        "kk": "Жоспар бетінде үйлестірушіні таңдап",
    }
    with translation.override(language):
        assert said[language] in ordinary(str(Refusal("notes.no_coordinator")))


def test_a_paragraph_of_an_organization_that_has_variants_since_then_is_the_first_of_them(monkeypatch):
    own = {"reminder": {"request": {"en": "The Secretariat would welcome a reply."}}}
    monkeypatch.setattr(organization, "part", lambda name: own if name == "note_texts" else {})

    read = texts._with_own(yaml.safe_load(texts.TEXTS_FILE.read_text(encoding="utf-8")))

    request = next(one for one in read["kinds"]["reminder"]["body"] if one["id"] == "request")
    assert request["variants"]["untold"]["en"] == "The Secretariat would welcome a reply."
    assert "welcome" not in request["variants"]["told"]["en"]


def test_an_unknown_placeholder_is_refused_by_name(monkeypatch):
    changed = copy.deepcopy(dict(texts.note_texts()))
    changed["pieces"]["closing"]["en"] = ["Written by {author}."]
    monkeypatch.setattr(texts, "note_texts", lambda: changed)

    with refused("notes.unknown_placeholder") as refusal:
        texts.compose("circulation", "en", {**values("en"), "author": "somebody"})

    assert refusal.value.values == {"name": "author"}


def test_an_unknown_kind_is_refused_by_name():
    with refused("notes.unknown_kind") as refusal:
        texts.compose("greeting", "en", values("en"))

    assert refusal.value.values == {"kind": "greeting"}


def test_braces_in_a_value_stay_text():
    measure = copy.deepcopy(MEASURE)
    measure["en"]["title"] = "Use of {deadline} and {0.__class__} and %(number)s"

    composed = texts.compose("circulation", "en", values("en", measure=measure))

    assert "“Use of {deadline} and {0.__class__} and %(number)s” for 2022-2023" in body(composed)


def test_everything_that_a_note_can_lack_has_a_name_for_people():
    chosen = {
        piece["choose"]
        for kind in texts.note_texts()["kinds"].values()
        for piece in kind["body"]
        if "choose" in piece
    }
    assert {*texts.note_texts()["placeholders"], *chosen} - {*texts.LABELS} == set()
