"""Every text of the interface and of mail that an editor can correct, as the portal comes with it.

Messages are read from the catalogues beside the code, with the files in which each stands; whole mails
from their templates. Read when first asked for, never to answer an ordinary page.
"""

import datetime as dt
import gettext
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import polib
from django.conf import settings

from cica_portal.languages import LANGUAGES
from cica_portal.text import sha256
from phrases.enums import Kind
from phrases.models import Correction
from phrases.texts import mails

TRANSLATED = LANGUAGES[1:]
ENGLISH_PLURAL = "nplurals=2; plural=(n != 1);"
KEY_LENGTH = 16
# To show for which numbers a plural form is, the first few of these are named.
NUMBERS = (*range(26), 30, 31, 100, 101)
NAMED = 4


@dataclass(frozen=True, slots=True)
class Phrase:
    """One message or mail: what it is in the sources, and its texts by language with their plural forms."""

    kind: Kind
    context: str
    message: str
    plural: str
    texts: Mapping[str, tuple[str, ...]]
    places: tuple[str, ...] = ()
    comment: str = ""

    @property
    def key(self) -> str:
        return key_of(self.kind, self.context, self.message, self.plural)

    @property
    def name(self) -> str:
        """Return what tells a person which it is: the English text, or the file of a mail."""
        return self.message if self.kind == Kind.MAIL else self.texts["en"][0]

    def source(self, form: int = 0) -> str:
        """Return the English that a form has to agree with in placeholders; of a mail its English text."""
        if self.kind == Kind.MAIL:
            return self.texts["en"][0]
        return self.plural if self.plural and form else self.message


def key_of(kind: str, context: str, message: str, plural: str) -> str:
    """Return the short name of a phrase: the same in every version of the portal that has it."""
    return sha256([str(kind), context, message, plural])[:KEY_LENGTH]


def phrases() -> Mapping[str, Phrase]:
    """Return all phrases by key, in the order of the catalogue, mails after the messages."""
    return _read(tuple(file.stat().st_mtime_ns for file in map(catalogue_file, TRANSLATED)))


def catalogue_file(language: str) -> Path:
    return Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"


@cache  # 0.1 s: the catalogues are parsed, until one of them is another
def _read(_times: tuple[int, ...]) -> Mapping[str, Phrase]:
    entries = {
        language: {_identity(entry): entry for entry in catalogue(language) if not entry.obsolete}
        for language in TRANSLATED
    }
    identities = dict.fromkeys(identity for known in entries.values() for identity in known)
    found = [_message(identity, entries) for identity in identities] + _mails()
    return {phrase.key: phrase for phrase in found}


def catalogue(language: str) -> Any:
    return polib.pofile(str(catalogue_file(language)), wrapwidth=0)


def _identity(entry: Any) -> tuple[str, str, str]:
    return entry.msgctxt or "", entry.msgid, entry.msgid_plural or ""


def _message(identity: tuple[str, str, str], entries: Mapping[str, Mapping[Any, Any]]) -> Phrase:
    context, message, plural = identity
    texts: dict[str, tuple[str, ...]] = {"en": (message, plural) if plural else (message,)}
    known = {language: entries[language].get(identity) for language in TRANSLATED}
    for language, entry in known.items():
        by_place = {} if entry is None else entry.msgstr_plural if plural else {0: entry.msgstr}
        texts[language] = tuple(by_place[place] for place in sorted(by_place))
    first = next(entry for entry in known.values() if entry is not None)
    places = tuple(dict.fromkeys(place for place, _line in first.occurrences))
    return Phrase(Kind.MESSAGE, context, message, plural, texts, places, first.comment)


def _mails() -> list[Phrase]:
    found = []
    for name in mails.names():
        texts = {language: (mails.source(name, language),) for language in LANGUAGES}
        places = tuple(f"templates/{mails.file(name, language)}" for language in LANGUAGES)
        found.append(Phrase(Kind.MAIL, "", name, "", texts, places))
    return found


def plural_rule(language: str) -> str:
    """Return the rule of the plural forms of a language, as the head of its catalogue has it."""
    if language not in TRANSLATED:
        return ENGLISH_PLURAL
    return str(catalogue(language).metadata["Plural-Forms"])


@cache  # 10 ms, for every message with plural forms
def forms_of(language: str) -> tuple[tuple[str, ...], ...]:
    """Return for each plural form of a language some numbers that take it; the form of fractions has none."""
    count, _semicolon, rest = plural_rule(language).partition(";")
    choose = gettext.c2py(rest.partition("=")[2].rstrip("; "))
    found: list[list[str]] = [[] for _place in range(int(count.partition("=")[2]))]
    for number in NUMBERS:
        found[choose(number)].append(str(number))
    return tuple(tuple(numbers[:NAMED]) for numbers in found)


# Corrections in use as a catalogue (.po), for those who prepare the next version of the portal ----------
def corrected_languages() -> list[tuple[str, int]]:
    """Return the languages that have corrections in use, with how many."""
    found = Counter(Correction.objects.of_portal().in_use().values_list("language", flat=True))
    return [(code, found[code]) for code in LANGUAGES if found[code]]


def exported(language: str, at: dt.datetime) -> str:
    """Return the corrections of a language as a catalogue that gettext can merge.

    A whole mail is an entry, too: its context names the template, its text is that of the file.
    """
    made = polib.POFile(wrapwidth=79)
    made.metadata = {
        "Project-Id-Version": "Consultations, corrections",
        "PO-Revision-Date": f"{at.astimezone(dt.UTC):%Y-%m-%d %H:%M}+0000",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": plural_rule(language),
    }
    known = phrases()
    found = Correction.objects.of_portal().in_use().filter(language=language)
    for correction in found.with_people().order_by("pk"):
        made.append(_entry(correction, known.get(correction.key)))
    return str(made)


def _entry(correction: Correction, phrase: object) -> polib.POEntry:
    remark = f"{correction.proposed_by.display_name}: {correction.reason}"
    if phrase is None:
        remark += "\nThe portal no longer has this text."
    entry = polib.POEntry(tcomment=remark)
    if correction.kind == Kind.MAIL:
        entry.msgctxt = f"templates/{mails.file(correction.message, correction.language)}"
        entry.msgid, entry.msgstr = correction.replaces[0], correction.forms[0]
        return entry
    entry.msgctxt = correction.context or None
    entry.msgid = correction.message
    if correction.plural:
        entry.msgid_plural = correction.plural
        entry.msgstr_plural = dict(enumerate(correction.forms))
    else:
        entry.msgstr = correction.forms[0]
    return entry
