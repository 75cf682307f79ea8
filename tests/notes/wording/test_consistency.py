import datetime as dt
import re

import pytest
from django.conf import settings
from django.urls import reverse

from cica_portal import formats
from cica_portal.spaces import ordinary
from members.enums import AddressKind
from members.models import AuditEntry, MemberState, StateAddress
from members.reference import load_member_states
from notes.acts import issuing, readiness
from notes.enums import NoteKind
from notes.models import VerbalNote
from notes.wording import consistency, examples, formulas, letter_parser, texts, wordings
from notes.wording.lexicons import Lexicons
from notes.wording.texts import Piece
from plans.reference import load_measures
from tests.factories import notes

pytestmark = pytest.mark.django_db

LETTER = (settings.BASE_DIR / "tests" / "notes" / "letter_nct_ict_688.md").read_text(encoding="utf-8")
AT = notes.AT


@pytest.fixture
def names():
    load_member_states(at=AT)
    load_measures(at=AT)


def typed():
    """The three texts of the letter of 26 May 2022, as they were typed."""
    second = LETTER.index("**SECRETARIAT", 200)
    third = LETTER.index("Азиядағы өзара", second)
    end = LETTER.find("## **Concept paper")
    return {"en": LETTER[:second], "ru": LETTER[second:third], "kk": LETTER[third : end if end > 0 else None]}


def said(defects):
    return [str(one) for one in defects]


def test_the_letter_of_2022_shows_its_real_defects(names):
    assert said(consistency.letter(typed())) == [
        "The number of the note differs between the languages: English: NCT/ICT/688; Russian: NST/ICT/688.",
        "Kazakh: the note has no number.",
        "Kazakh: the weekday of the deadline is missing, though another language names it.",
        "No language names the time and the time zone of the deadline.",
        "The enclosure is counted in pages in one language and in sheets in another: "
        "English: 3 pages; Russian: 3 sheets; Kazakh: 3 sheets.",
        "Kazakh: the letterhead is missing, though another language has it.",
    ]


@pytest.mark.parametrize(
    ("language", "old", "new", "sentence"),
    [
        (
            "ru",
            "6 июня 2022",
            "7 июня 2022",
            "The deadline differs between the languages: English: 6 June 2022; Russian: 7 June 2022; "
            "Kazakh: 6 June 2022.",
        ),
        (
            "ru",
            "до понедельника, 6",
            "до вторника, 6",
            "Russian: “вторника, 6 июня 2022” is wrong. That day is a Monday.",
        ),
        (
            "en",
            "Nur-Sultan, 26 May",
            "Nur-Sultan, 27 May",
            "The date of the note differs between the languages: English: 27 May 2022; Russian: 26 May 2022; "
            "Kazakh: 26 May 2022.",
        ),
        (
            "kk",
            "3 п.",
            "4 п.",
            "The size of the enclosure differs between the languages: English: 3; Russian: 3; Kazakh: 4.",
        ),
        (
            "kk",
            "Ресей Федерациясы",
            "Қытай Халық Республикасы",
            "The States named differ between the languages: English: Russia; Russian: Russia; Kazakh: China.",
        ),
        (
            "ru",
            "свидетельствует свое уважение государствам-членам СВМДА",
            "свидетельствует свое уважение Посольству Турецкой Республики в Республике Казахстан",
            "The addressee differs between the languages: English: all Member States; Russian: Türkiye; "
            "Kazakh: all Member States.",
        ),
        (
            "ru",
            "безопасности в сфере использования ИКТ и самих ИКТ",
            "борьбе с терроризмом",
            "The measure differs between the languages",
        ),
        (
            "en",
            "The Secretariat would like to further note that",
            "\n\nThe Secretariat would like to further note that it has nothing to say.\n\nIt is said that",
            "The number of paragraphs differs between the languages: English: 5; Russian: 4; Kazakh: 4.",
        ),
    ],
)
def test_a_planted_defect_is_found(names, language, old, new, sentence):
    letter = typed()
    assert old in letter[language]
    letter[language] = letter[language].replace(old, new)

    assert any(one.startswith(sentence) for one in said(consistency.letter(letter)))


def test_a_text_that_is_missing_is_said(names):
    assert "Russian: the text is missing." in said(consistency.letter(typed() | {"ru": " "}))


def test_an_hour_in_one_language_alone_makes_them_unequal(names):
    letter = typed()
    letter["en"] = letter["en"].replace("6 June 2022.", "6 June 2022, 23:59 (UTC+6).")

    assert "Russian: the time or the time zone of the deadline is missing." in said(
        consistency.letter(letter)
    )


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_every_month_and_weekday_is_read_in_the_forms_the_notes_use(language):
    for month in range(1, 13):
        day = dt.date(2026, month, 15)
        for text in (formats.date(day, language), formats.weekday_date(day, language)):
            assert [one.day for one in letter_parser.dates(text, language)] == [day]
        deadline = formats.deadline(day, language)
        phrase = {"en": f"by {deadline}.", "ru": f"до {deadline}", "kk": f"{deadline} дейін"}[language]
        (found,) = letter_parser.dates(phrase, language)
        assert (found.day, found.is_deadline) == (day, True)
        assert found.weekday in (None, day.weekday())


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_a_deadline_is_read_beside_every_word_that_an_editor_may_write(language):
    days = {"ru": "6 июня 2027 г.", "en": "Sunday, 6 June 2027"}
    forms = {"deadline": "2027 жылғы 6 маусымға", "deadline_loc": "2027 жылғы 6 маусымда"}
    for name, of in texts.note_texts()["placeholders"].items():
        if name.startswith("deadline") and language in of:
            day = days.get(language) or forms[name]
            for word in [*of[language].get("after", ()), *of[language].get("before", ())]:
                text = f"{day} {word}." if "before" in of[language] else f"{word} {day}"
                assert [one.is_deadline for one in letter_parser.dates(text, language)] == [True], text


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "adopted at the Ministerial Meeting"),
        ("ru", "принят на встрече министров иностранных дел"),
        ("kk", "Сыртқы істер министрлерінің кездесуінде қабылданды"),
        ("kk", "Министрлер Кеңесінің отырысында"),
    ],
)
def test_the_meeting_of_ministers_is_known_in_each_language(language, text):
    assert letter_parser.read(text, language, Lexicons({}, {}, {}, {}, {}, {})).bodies == {"ministerial"}


# Notes of the portal ---------------------------------------------------------------------------------
@pytest.fixture
def reachable(names, people, officer):
    """Every State has an address, so that nothing but its words stands against a note."""
    StateAddress.objects.bulk_create(
        StateAddress(
            member_state=state,
            kind=AddressKind.MINISTRY,
            email=f"{state.code.lower()}@example.net",
            language="en",
            added_by=officer,
            added_at=AT,
        )
        for state in MemberState.objects.all()
    )


@pytest.fixture
def prepared(reachable, set_clock):
    set_clock(AT)
    return notes.prepared()


def defects_of(note):
    return readiness.find(note, at=AT).defects


def test_a_note_of_the_portal_has_no_defect(prepared):
    assert said(defects_of(prepared)) == []


def with_words(note, by, key, *changes):
    body = {name: dict(of_piece) for name, of_piece in wordings.body_of(note).items()}
    for language, old, new in changes:
        assert old in body[key][language]
        body[key][language] = body[key][language].replace(old, new)
    wordings.write_note(note, body, based_on=0, reason="By hand", by=by, at=AT)


def test_a_date_typed_by_hand_that_is_not_the_notes_is_found(prepared, officer):
    with_words(
        prepared, officer, "request",
        ("en", "by {deadline}", "by Tuesday, 7 June 2022"),
        ("ru", "до {deadline}", "до вторника, 7 июня 2022 г."),
        ("kk", "{deadline} дейін", "2022 жылғы 7 маусымға дейін"),
    )  # fmt: skip

    assert "English: the deadline is not 6 June 2022." in said(defects_of(prepared))


def test_what_is_unequal_is_not_issued_whatever_the_reason(prepared, officer, signatory):
    with_words(
        prepared, officer, "events_open",
        ("en", "thematic events.", "thematic events on 1 July 2022."),
    )  # fmt: skip
    body = wordings.body_of(prepared)
    russian = body["request"]["ru"].replace("СРГ СВМДА.", "СРГ СВМДА: понедельник, 8 июля 2022 г.")
    changed = {**body, "request": {**body["request"], "ru": russian}}
    wordings.write_note(prepared, changed, based_on=1, reason="By hand", by=officer, at=AT)

    with pytest.raises(consistency.NotConsistent) as refusal:
        issuing.issue(prepared, by=signatory, at=AT, reason="It is urgent.")

    assert "понедельник, 8 июля 2022" in str(refusal.value)
    prepared.refresh_from_db()
    assert (prepared.status, VerbalNote.objects.exclude(number=None).count()) == ("drafted", 0)


def test_what_every_language_lacks_is_accepted_with_a_reason_on_record(prepared, officer, signatory):
    body = {**wordings.body_of(prepared), "moment": dict.fromkeys(("en", "ru", "kk"), "")}
    body["request"] = {
        "en": body["request"]["en"].replace("{deadline}", "6 June 2022"),
        "ru": body["request"]["ru"].replace("{deadline}", "6 июня 2022 г."),
        "kk": body["request"]["kk"].replace("{deadline}", "2022 жылғы 6 маусымға"),
    }
    wordings.write_note(prepared, body, based_on=0, reason="As in 2022", by=officer, at=AT)
    lacking = [
        "No language names the weekday of the deadline.",
        "No language names the time and the time zone of the deadline.",
    ]
    assert said(defects_of(prepared)) == lacking
    with pytest.raises(consistency.NotConsistent):
        issuing.issue(prepared, by=signatory, at=AT, reason=" ")

    issuing.issue(prepared, by=signatory, at=AT, reason="As the letter of 2022 has it.")

    issue = AuditEntry.objects.get(action="verbal_note.issue")
    assert (issue.after["accepted"], issue.after["reason"]) == (lacking, "As the letter of 2022 has it.")


@pytest.mark.parametrize("kind", list(texts.note_texts()["kinds"]))
def test_the_house_texts_of_every_kind_pass_the_check(reachable, kind):
    assert said(formulas.written_out(kind, texts.first_body(kind))) == []
    example = examples.note(kind, notes.note_of(notes.circulated()))
    for variant, _label in examples.variants(kind) or [("", "")]:
        assert said(examples.read(example, texts.first_body(kind), at=AT, variant=variant)[1]) == []


# Pages -----------------------------------------------------------------------------------------------
def test_a_letter_is_checked_on_a_page_and_not_kept(client, names, officer):
    client.force_login(officer)
    address = reverse("notes:letter-check")

    shown = client.get(address, {"example": "yes"}).content.decode()
    assert "6 findings" in shown and 'href="#id_kk"' in shown and "NST/ICT/688" in shown
    answer = client.post(address, {"en": "<b>№ X/1</b>", "ru": "№ X/1", "kk": "№ X/1"}).content.decode()
    assert "&lt;b&gt;" in answer and "agree in all three languages" not in answer
    for page in (client.post(address, {}), client.get(address)):
        assert page.status_code == 200 and "6 findings" not in page.content.decode()


def test_the_letters_defects_are_named_in_the_readers_language_and_each_leads_to_its_text(
    client, names, officer
):
    sentences = [
        "Номер указан по-разному: английский: NCT/ICT/688; русский: NST/ICT/688.",
        "Казахский: у ноты нет номера.",
        "Казахский: не назван день недели срока, а на другом языке он назван.",
        "Ни на одном языке не названы время и часовой пояс срока.",
        "английский: 3 страницы; русский: 3 листа; казахский: 3 листа.",
    ]
    officer.language = "ru"
    officer.save()

    page = ordinary(client.signed_in(officer).page("notes:letter-check", example="yes"))

    findings = re.search(r'<ul class="findings">(.*?)</ul>', page, re.DOTALL)[1]
    assert [sentence for sentence in sentences if sentence not in findings] == []
    assert findings.count("<li>") == findings.count('<a href="#id_') == 6
    assert all(f'id="id_{code}"' in page for code in ("en", "ru", "kk"))


def test_the_drafted_note_shows_what_disagrees_and_cannot_be_issued(client, prepared, officer, signatory):
    with_words(prepared, officer, "request", ("ru", "до {deadline}", "до {deadline} и 9 июля 2022 г."))

    page = client.signed_in(signatory).page("notes:note-detail", prepared.key)

    assert (
        "Russian: “9 июля 2022” is not a date of this note." in page
        and 'href="?language=all#text-ru"' in page
    )
    client.post(reverse("notes:note-issue", args=[prepared.key]), notes.shown(prepared))
    prepared.refresh_from_db()
    assert prepared.status == "drafted"


def test_the_signatory_gives_the_reason_before_issuing(client, prepared, officer, signatory):
    with_words(
        prepared, officer, "events_open",
        ("en", "thematic events.", "thematic events before 1 July 2022."),
        ("ru", "государства-члены.", "государства-члены, ранее 1 июля 2022 г."),
        ("kk", "атап өтеді.", "атап өтеді: 2022 жылғы 1 шілде."),
    )  # fmt: skip
    client.force_login(signatory)
    address = reverse("notes:note-issue", args=[prepared.key])

    assert "Reason for issuing the note nevertheless" in client.get(address).content.decode()
    assert client.post(address, notes.shown(prepared)).status_code == 422
    client.post(address, notes.shown(prepared) | {"reason": "The Secretary General wants it."})

    prepared.refresh_from_db()
    assert (prepared.kind, prepared.number) == (NoteKind.CIRCULATION, "NCT/ICT/689")
    page = client.get(reverse("notes:note-detail", args=[prepared.key]), {"language": "kk"})
    assert "1 шілде" in page.content.decode()


def test_pieces_read_as_they_print():
    pieces = [
        Piece("number", "bold", ["№ X/1"]),
        Piece("enclosure", "italic", ["Enclosure:", "as stated, on 3 p."]),
    ]

    assert consistency.plain(pieces) == "№ X/1\n\nEnclosure:\nas stated, on 3 p."
