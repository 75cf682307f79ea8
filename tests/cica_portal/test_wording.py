"""The words of the interface: one word for one thing, and a context where one word means two."""

import gettext
import io
import re
import subprocess
from functools import cache

import polib
import pytest
from django.conf import settings
from django.utils import translation
from django.utils.translation import ngettext, pgettext

from cica_portal.messages import terms
from cica_portal.spaces import ordinary
from comments.enums import ConsultationStatus, Position
from initiatives.enums import EventFormat, InitiativeStatus
from members.enums import MailStatus
from notes.enums import DispatchStatus, NoteStatus
from plans.enums import ImportStatus, PaperStatus


@pytest.mark.parametrize(
    ("label", "russian", "kazakh"),
    [
        # A plan is masculine, a note feminine, a consultation plural, a message and an event neuter.
        (PaperStatus.CIRCULATED, "распространен", "таратылды"),
        (PaperStatus.ADOPTED, "принят", "қабылданды"),
        (PaperStatus.WITHDRAWN, "отозван", "кері қайтарып алынды"),
        (NoteStatus.ISSUED, "выпущена", "шығарылды"),
        (NoteStatus.DISCARDED, "снята", "алып тасталды"),
        (ImportStatus.DISCARDED, "отклонен", "алып тасталды"),
        (ConsultationStatus.CLOSED, "закрыты", "жабық"),
        (Position.WITHDRAWN, "ответ отозван", "жауап кері қайтарып алынды"),
        # An event does not take place; a message is not sent.
        (InitiativeStatus.CANCELLED, "отменено", "өткізілмейді"),
        (DispatchStatus.CANCELLED, "отменено", "күші жойылды"),
        (MailStatus.CANCELLED, "отменено", "күші жойылды"),
        # A format is said after any kind of event, of whatever gender: "тематическая встреча, очно".
        (EventFormat.IN_PERSON, "очно", "офлайн"),
        (EventFormat.HYBRID, "в смешанном формате", "аралас"),
    ],
)
def test_a_status_agrees_with_what_it_is_said_of(label, russian, kazakh):
    said = {}
    for language in ("ru", "kk"):
        with translation.override(language):
            said[language] = ordinary(str(label.label))
    assert said == {"ru": russian, "kk": kazakh}


@pytest.mark.parametrize(
    ("context", "word", "russian", "kazakh"),
    [
        ("person", "By", "Кем представлено", "Кім ұсынды"),
        ("user", "access revoked", "доступ отозван", "қолжетімділігі тоқтатылған"),
        ("invitation", "expired", "истекло", "мерзімі өткен"),
        ("notes", "Received", "Полученные", "Келіп түскендер"),
        # In the record of replies it is said of a State, in a list of notes of these.
        ("State", "not delivered", "нота не доставлена", "нота жеткізілмеді"),
        ("group of notes", "not delivered", "не доставлены", "жеткізілмеді"),
        # A remark on a draft is not the one that covers a note.
        ("draft", "Remark saved.", "Пометка сохранена.", "Ішкі жазба сақталды."),
        ("notes", "Series", "Серии", "Сериялар"),
        ("stage of a plan", "Adopted", "Принят", "Қабылданды"),
    ],
)
def test_a_word_of_two_meanings_is_translated_by_its_context(context, word, russian, kazakh):
    said = {}
    for language in ("ru", "kk"):
        with translation.override(language):
            said[language] = pgettext(context, word)
    assert said == {"ru": russian, "kk": kazakh}


def rules() -> list[tuple[str, str, dict]]:
    """Return the term, the language and the rule of each row of the table."""
    return [
        (row["term"], language, row[language])
        for row in terms.terms()
        for language in ("ru", "kk")
        if language in row
    ]


@cache
def catalogue(language: str) -> dict[str, list[str]]:
    """Return what the catalogue says for each English message, in every context and plural form."""
    source = settings.BASE_DIR / "locale" / language / "LC_MESSAGES" / "django.po"
    compiled = subprocess.run(
        ["msgfmt", "--output-file", "-", source], capture_output=True, check=True
    ).stdout
    said: dict[str, list[str]] = {}
    for key, text in gettext.GNUTranslations(io.BytesIO(compiled))._catalog.items():
        message = key[0] if isinstance(key, tuple) else key
        if message:
            said.setdefault(message.rpartition("\x04")[2], []).append(ordinary(text))
    return said


def broken(language: str, rule: dict) -> list[tuple[str, str]]:
    """Return each message with a rendering that the rule forbids, beside its English."""
    return [
        (message, text)
        for message, texts in catalogue(language).items()
        if terms.concerns(rule, message)
        for text in texts
        if terms.broken(rule, text)
    ]


@pytest.mark.parametrize(
    ("language", "rule"), [row[1:] for row in rules()], ids=[f"{row[1]}: {row[0]}" for row in rules()]
)
def test_a_term_is_said_in_one_way(language, rule):
    assert broken(language, rule) == []
    assert any(rule["says"] in text for texts in catalogue(language).values() for text in texts)


@pytest.mark.parametrize(
    ("language", "rule"), [row[1:] for row in rules()], ids=[f"{row[1]}: {row[0]}" for row in rules()]
)
def test_each_forbidden_rendering_would_be_found(language, rule, monkeypatch):
    for never, example in rule["never"].items():
        assert re.search(never, example)
    held = next(message for message in catalogue(language) if terms.concerns(rule, message))
    example = next(iter(rule["never"].values()))
    spoiled = catalogue(language) | {held: [example]}
    monkeypatch.setattr(f"{__name__}.catalogue", lambda _language: spoiled)
    assert broken(language, rule) == [(held, example)]


MAIL = re.compile(r"^templates/\w+/email/.+\.txt$|^notes/delivery/letters\.py$")


def test_mail_says_you_with_a_capital():
    catalogue_file = polib.pofile(str(settings.BASE_DIR / "locale" / "ru" / "LC_MESSAGES" / "django.po"))
    mails = [one for one in catalogue_file if all(MAIL.match(place) for place, _line in one.occurrences)]
    texts = [text for one in mails for text in [one.msgstr, *one.msgstr_plural.values()]]
    assert any("Вашей делегации" in ordinary(text) for text in texts)
    assert [text for text in texts if re.search(r"\b(вы|вас|вам|вами|ваш\w*)\b", text)] == []


# "Об" stands before a vowel that begins with none of its own sound: not before "е", "ё", "ю", "я".
OB_BEFORE_A_CONSONANT = re.compile(r"\bоб\s+(?![аоуэи«„%])", re.IGNORECASE)


def test_a_preposition_has_the_form_that_the_next_word_asks_for():
    assert OB_BEFORE_A_CONSONANT.search("Письма об нерешенных вопросах")
    assert not OB_BEFORE_A_CONSONANT.search("Письма об открытых вопросах")
    found = [
        text for texts in catalogue("ru").values() for text in texts if OB_BEFORE_A_CONSONANT.search(text)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("number", "said"), [(1, "Проверен 1 текст."), (3, "Проверено 3 текста."), (6, "Проверено 6 текстов.")]
)
def test_a_verb_agrees_with_a_number(number, said):
    with translation.override("ru"):
        text = ngettext("%(number)s text reviewed.", "%(number)s texts reviewed.", number)
    assert ordinary(text % {"number": number}) == said


@pytest.mark.parametrize(
    ("language", "asked"),
    [("ru", "Кому и когда видны"), ("kk", "кімге және қашан көрсетіледі")],
)
def test_what_is_answered_by_whom_and_when_is_asked_so(language, asked):
    [question] = catalogue(language)["When other Member States can see submitted comments"]
    assert asked in question


@pytest.mark.parametrize("row", terms.avoided(), ids=lambda row: row["means"])
def test_each_avoided_phrase_is_found(row):
    for never, example in row["never"].items():
        assert re.search(never, example)
    assert terms.against("", "en", next(iter(row["never"].values())))


def test_a_wording_is_held_against_both_tables():
    russian = terms.against("Remove the person", "ru", "Отстранить сотрудника")
    assert [one.piece for one in russian] == ["Отстран", "сотрудник"]
    assert terms.against("Issue note", "en", "Issue note") == []
