"""The catalogues: nothing is left in English, short words say what they mean, translators are told enough."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from cica_portal.messages import foreign_messages, terms
from phrases.enums import Kind
from phrases.texts import placeholders, spaces
from phrases.texts.catalogue import TRANSLATED, Phrase, catalogue, phrases
from tests.browser.checks import ALLOWED, LATIN_WORD, NOT_WORDS

ONE_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*[.…:?!]?")
# What stands in a message for something else, and is no word of it.
IN_ITS_PLACE = re.compile(r"<[^>]*>|%\(\w+\)[sdrf]|%[sd]|\{\{.*?\}\}|\{%.*?%\}|\{\w*\}", re.DOTALL)
# What is called so in every language by those who keep computers; settings; kinds of files.
TECHNICAL = {
    *("UUID", "cookie", "PIN", "JavaScript", "doc", "docx", "po"),
    *("PORTAL", "MODE", "demonstration", "SEAL", "KEY", "FILE", "TOKEN", "MODULE"),
    *("if", "endif"),  # how conditions are written in a mail
}


def messages() -> list[Phrase]:
    return [one for one in phrases().values() if one.kind == Kind.MESSAGE]


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_hyphen_stands_for_a_dash(language):
    assert [text for one in messages() for text in one.texts[language] if re.search(r"\s-\s", text)] == []


def test_no_russian_date_is_followed_by_a_second_full_stop():
    """Its own ends it: "28 ноября 2026 г."."""
    found = [
        text
        for one in messages()
        for text in one.texts["ru"]
        for written, said in placeholders.meanings(one.message, one.plural)
        if said.startswith("a date written out") and re.search(rf"{re.escape(written)}\.(\s|$)", text)
    ]
    assert found == []


def test_no_russian_preposition_stands_before_what_decides_its_form():
    """It is "со 2 июня" and "об 11 мероприятиях": `formats.since` says the one, another wording the other."""
    # The first of these dates is the same for ever, the 1st of a month.
    allowed = {"Choose a date from %(first)s to %(last)s."}
    found = [
        text
        for one in messages()
        if one.message not in allowed
        for text in one.texts["ru"]
        for written, said in placeholders.meanings(one.message, one.plural)
        for preposition in (("с", "о") if said.startswith("a date written out") else ("о",))
        if re.search(rf"(?:^|\W){preposition}\s{re.escape(written)}", text)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("language", "governed"),
    [
        ("ru", r"(?:^|\W)(?:до|с|со|к|от|на|после)\s{}"),
        ("kk", r"{}\s(?:дейін|бастап|кейін|бұрын|күні)"),
    ],
)
def test_no_case_is_asked_of_a_moment_that_begins_with_its_weekday(language, governed):
    """It is written in the nominative: "до вторник, 8 декабря" is no Russian."""
    found = [
        text
        for one in messages()
        for text in one.texts[language]
        for written, said in placeholders.meanings(one.message, one.plural)
        if "weekday" in said and re.search(governed.format(re.escape(written)), text)
    ]
    assert found == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_english_word_is_left_in_a_message_or_mail(language):
    found = {}
    for one in phrases().values():
        for text in one.texts[language]:
            plain = NOT_WORDS.sub(" ", IN_ITS_PLACE.sub(" ", text))
            if words := set(LATIN_WORD.findall(plain)) - ALLOWED - TECHNICAL:
                found[text] = words
    assert found == {}


def short_words() -> set[str]:
    """Return the messages of one word without a context; those of our libraries cannot have one."""
    foreign = Path(foreign_messages.__file__).read_text(encoding="utf-8")
    return {
        one.message
        for one in messages()
        if not one.context and ONE_WORD.fullmatch(one.message) and f'"{one.message}"' not in foreign
    }


def test_a_message_of_one_word_has_a_context():
    assert sorted(short_words()) == []


def unexplained(phrase: Phrase) -> Iterator[str]:
    for written, said in placeholders.meanings(phrase.message, phrase.plural):
        if not said:
            yield f"{written} in “{phrase.message}”"


def test_every_placeholder_is_explained():
    """In `phrases/data/placeholders.yaml`, from which `make messages` writes the comments."""
    assert [said for one in messages() for said in unexplained(one)] == []


def test_a_placeholder_is_explained_by_its_message():
    assert placeholders.comment("Note %(number)s of %(state)s").splitlines() == [
        "%(number)s: the number of a note, as NCT/ICT/688",
        "%(state)s: the short name of a State, in the nominative",
    ]
    assert placeholders.comment("%(number)s note", "%(number)s notes") == (
        "%(number)s: how many; it chooses the plural form"
    )
    assert placeholders.comment("At most {limit} MB") == "{limit}: the greatest number that is allowed"
    assert placeholders.meaning("unheard_of", "") == ""


def test_catalogues_are_whole():
    for language in TRANSLATED:
        found = catalogue(language)
        assert [one.msgid for one in found if not one.translated() or one.obsolete] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_message_is_one_line_of_its_catalogue(language):
    """As `make messages` writes it: one new message is a short change, and branches do not collide."""
    written = (Path(settings.BASE_DIR) / "locale" / language / "LC_MESSAGES/django.po").read_text("utf-8")
    assert re.findall(r'^"(?!.*\\n"$).*"\n(?=")', written, re.MULTILINE) == []


def test_no_message_or_mail_holds_a_phrase_that_is_avoided():
    english = [(one.message, text) for one in phrases().values() for text in one.texts["en"]]
    found = {text: terms.against(message, "en", text) for message, text in english}
    assert {text: [one.piece for one in wrong] for text, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("language", TRANSLATED)
def test_messages_and_mails_have_their_non_breaking_spaces(language):
    """As `make messages` writes them; run it where this fails."""
    wanted = {
        text: bound
        for one in phrases().values()
        for text in one.texts[language]
        if (bound := spaces.bound(text, language, one.message, one.plural)) != text
    }
    assert wanted == {}, "Run `make messages`: it writes the non-breaking spaces."


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_message_says_where_it_stands_and_what_its_placeholders_are(language):
    """As `make messages` writes it; run it where this fails."""
    base = Path(settings.BASE_DIR)
    for one in catalogue(language):
        places = [place for place, _line in one.occurrences]
        assert places, one.msgid
        assert [place for place in places if not (base / place).exists()] == [], one.msgid
        said, written = placeholders.comment(one.msgid, one.msgid_plural), " ".join(one.comment.split())
        assert " ".join(said.split()) in written, one.msgid
