"""Verbal notes, by their number in any printed form and by their words; and the notes of Member States."""

from typing import Any

from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cica_portal import formats
from notes.enums import NoteKind, NoteStatus
from notes.models import IncomingNote, NoteText, VerbalNote
from notes.register import numbers
from search.asking import NOTHING, Ask, Found
from search.found import Hit, excerpt, first_with
from search.matching import Joined, Matches, Stored
from search.stores import NOTES

NOTE_MARKS = {
    NoteStatus.IN_PREPARATION: "quiet",
    NoteStatus.DRAFTED: "needs",
    NoteStatus.ISSUED: "done",
    NoteStatus.DISCARDED: "quiet",
}
INCOMING = Joined(F("number"), F("register_number"), F("subject"))
LATEST = (F("issued_at").desc(nulls_first=True), "-pk")


def issued(ask: Ask) -> Found:
    """Find the notes that the person may see."""
    number = numbers.normalised(ask.typed)
    sought = numbers.containing(number) if number.isprintable() and len(number) > 1 else Q(pk__in=[])
    texts = ask.in_language(NoteText.objects.filter(Stored(NOTES, ask.query, is_scanned=True)))
    rows = VerbalNote.objects.filter(Q(pk__in=texts.values("note")) | sought).visible_to(ask.user)
    keys = ask.keys(rows.order_by(*LATEST))
    found = VerbalNote.objects.with_void().filter(pk__in=keys[: ask.most]).order_by(*LATEST).values(
        "pk", "key", "number", "kind", "status", "issued_on", "void_by", "replaced_by",
        measure=F(f"paper__measure__title_{ask.reader}"),
    )  # fmt: skip
    said: dict[int, dict[str, str]] = {}
    shown = NoteText.objects.filter(note__in=keys[: ask.most])
    for note, language, pieces in shown.values_list("note", "language", "pieces"):
        said.setdefault(note, {})[language] = " ".join(line for piece in pieces for line in piece["lines"])
    hits = []
    for row in found:
        language, text = first_with(ask.query, ask.within(said.get(row["pk"], {})), ask.reader)
        label = str(NoteKind(row["kind"]).label)
        day = formats.date(row["issued_on"], ask.reader) if row["issued_on"] else ""
        status = NoteStatus(row["status"])
        hits.append(
            Hit(
                title=row["number"] or label,
                url=reverse("notes:note-detail", args=[row["key"]]),
                where=" · ".join(filter(None, (label if row["number"] else "", day, row["measure"]))),
                language=language,
                excerpt=excerpt(text, ask.query),
                mark="refused" if row["void_by"] else NOTE_MARKS[status],
                word=_ended(row) if row["void_by"] else str(status.label),
            )
        )
    return Found(len(keys), hits)


def _ended(row: dict[str, Any]) -> str:
    """Return by which note a note was annulled or replaced, or that it never left."""
    if row["void_by"] == row["number"]:
        return pgettext("note", "void, not sent")
    if row["replaced_by"]:
        return _("replaced by note %(number)s") % {"number": row["replaced_by"]}
    return _("annulled by note %(number)s") % {"number": row["void_by"]}


def incoming(ask: Ask) -> Found:
    """Find what Member States sent, for those who keep the register."""
    if not ask.user.has_perm("notes.register_incoming", ask.user) or ask.language:
        return NOTHING
    rows = IncomingNote.objects.filter(Matches(INCOMING, ask.query), corrected_by=None)
    columns = ("number", "register_number", "subject", "received_on")
    rows = rows.order_by("-received_on", "-pk")
    total, found = ask.counted(rows.values(*columns, state=F(f"member_state__name_{ask.reader}")))
    hits = [
        Hit(
            title=row["register_number"],
            url=f"{reverse('notes:incoming-list')}?q={row['register_number']}",
            where=f"{row['state']} · {formats.date(row['received_on'], ask.reader)}",
            language="",
            excerpt=excerpt(f"№ {row['number']}. " * bool(row["number"]) + row["subject"], ask.query),
        )
        for row in found
    ]
    return Found(total, hits)
