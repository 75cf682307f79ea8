"""Corrections in use as a catalogue (.po), for those who prepare the next version of the portal."""

import datetime as dt

import polib
from django.db.models import Count

from cica_portal.languages import LANGUAGES
from phrases.catalogue import phrases, plural_rule
from phrases.enums import Kind
from phrases.mails import file
from phrases.models import Correction


def languages() -> list[tuple[str, int]]:
    """Return the languages that have corrections in use, with how many."""
    counted = Correction.objects.in_use().order_by().values_list("language").annotate(number=Count("pk"))
    found = dict(counted)
    return [(code, found[code]) for code in LANGUAGES if code in found]


def catalogue(language: str, at: dt.datetime) -> str:
    """Return the corrections of a language as a catalogue that gettext can merge.

    A whole mail is an entry, too: its context names the template, its text is that of the file.
    """
    made = polib.POFile(wrapwidth=79)
    made.metadata = {
        "Project-Id-Version": "CICA Consultations, corrections",
        "PO-Revision-Date": f"{at.astimezone(dt.UTC):%Y-%m-%d %H:%M}+0000",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": plural_rule(language),
    }
    known = phrases()
    for correction in Correction.objects.in_use().filter(language=language).with_people().order_by("pk"):
        made.append(_entry(correction, known.get(correction.key)))
    return str(made)


def _entry(correction: Correction, phrase: object) -> polib.POEntry:
    remark = f"{correction.proposed_by.display_name}: {correction.reason}"
    if phrase is None:
        remark += "\nThe portal no longer has this text."
    entry = polib.POEntry(tcomment=remark)
    if correction.kind == Kind.MAIL:
        entry.msgctxt = f"templates/{file(correction.message, correction.language)}"
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
