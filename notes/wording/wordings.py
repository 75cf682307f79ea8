"""The versions of the texts of notes: an officer writes, a signatory approves, and none is ever changed.

The first version of a kind is the one the portal came with. An issued note keeps the words it had.
"""

import datetime as dt
import re
from typing import Any

from django.db import transaction
from django.db.models import F, Max, Q
from django.utils.translation import gettext_lazy as _

from cica_portal.database import once
from cica_portal.errors import AlreadyMoved, DomainError, Refusal, StaleVersion, WithFindings
from cica_portal.languages import LANGUAGES
from cica_portal.text import is_blank
from members import audit
from members.models import User
from notes.enums import NoteKind, NoteStatus
from notes.models import VerbalNote, Wording, WordingApproval
from notes.wording import formulas, texts
from notes.wording.consistency import Defect, Weight
from notes.wording.texts import Body

FIRST = 1
# What speaks of the Member States; a placeholder for whom a note addresses does not.
MEMBERS = re.compile(r"Member States|государств(?:а|ам|ами|ах)?-член|мүше мемлекет")
# A paragraph is one line; a space that does not break is the writer's own.
SPACES = re.compile(r"[ \t\n]+")


class TextsUnfit(WithFindings):
    """Texts that cannot be used; says everything that is wrong with them."""

    sentence = _("The text cannot be used. %(findings)s")


# Reading ---------------------------------------------------------------------------------------------
def versions(kind: str) -> list[Wording]:
    """Return the versions that people wrote of a kind's texts, the latest first."""
    return list(
        Wording.objects.filter(kind=kind, note=None)
        .select_related("written_by", "approval__by")
        .order_by("-number")
    )


def in_use(kind: str) -> Wording | None:
    """Return the version of a kind that new notes are composed from; none is the first."""
    return Wording.objects.filter(kind=kind, note=None, approval__isnull=False).order_by("-number").first()


def bodies_in_use() -> list[Body]:
    """Return the texts in use of every kind, in the order of the kinds."""
    found = {kind: texts.first_body(kind) for kind in kinds()}
    approved = Wording.objects.filter(note=None, approval__isnull=False).order_by("number")
    return list((found | {one.kind: _whole(one) for one in approved}).values())


def body_of(note: VerbalNote) -> Body:
    """Return the texts a drafted note is composed from: its own where it has some, else its kind's."""
    of_kind = Q(kind=note.kind, note=None, approval__isnull=False)
    # The texts of a note that has no row yet are those of its kind.
    candidates = Wording.objects.filter(of_kind | Q(note=note.pk) if note.pk else of_kind)
    found = candidates.order_by(F("note").desc(nulls_last=True), "-number").first()
    return _whole(found) if found else texts.first_body(note.kind)


def names_members(note: VerbalNote) -> bool:
    """Tell whether the texts of a drafted note speak of the Member States by themselves, whomever it is
    addressed to."""
    return any(MEMBERS.search(text) for of_piece in body_of(note).values() for text in of_piece.values())


def body(kind: str, number: int) -> Body:
    """Return the texts of one version of a kind."""
    if number == FIRST:
        return texts.first_body(kind)
    found = Wording.objects.filter(kind=kind, note=None, number=number).first()
    if found is None:
        raise Refusal("notes.unknown_version", number=number)
    return _whole(found)


def _whole(wording: Wording) -> Body:
    """Return the texts of a version; a paragraph that its kind had not yet is in the portal's own words, and
    one that has variants since then is the first of them."""
    first = dict(texts.first_body(wording.kind))
    since = {key.partition(".")[0]: key for key in reversed(first) if "." in key}
    return first | {key if key in first else since.get(key, key): text for key, text in wording.texts.items()}


def latest_number(kind: str, note: VerbalNote | None = None) -> int:
    """Return the number of the latest version; of a note without one of its own, 0."""
    last = Wording.objects.filter(kind=kind, note=note).aggregate(last=Max("number"))["last"]
    return last or (FIRST if note is None else 0)


# Writing ---------------------------------------------------------------------------------------------
def write(
    kind: str,
    written: Body,
    *,
    based_on: int,
    reason: str,
    by: User,
    at: dt.datetime,
    returns_to: int | None = None,
) -> Wording:
    """Write the next version of a kind's texts; it is used once a signatory has approved it."""
    by.require("notes.write_wording")
    with transaction.atomic():
        if latest_number(kind) != based_on:
            raise StaleVersion
        made = _store(
            kind, None, written, before=body(kind, based_on), number=based_on + 1, reason=reason,
            returns_to=returns_to, by=by, at=at,
        )  # fmt: skip
    return made


def return_to(kind: str, number: int, *, based_on: int, reason: str, by: User, at: dt.datetime) -> Wording:
    """Write an earlier version anew, as the next one."""
    return write(kind, body(kind, number), based_on=based_on, reason=reason, returns_to=number, by=by, at=at)


def write_note(
    note: VerbalNote, written: Body, *, based_on: int, reason: str, by: User, at: dt.datetime
) -> Wording:
    """Write the texts of one drafted note, for this note alone; issuing it freezes them."""
    by.require("notes.draft_note", note)
    with transaction.atomic():
        held = VerbalNote.objects.select_for_update().get(pk=note.pk)
        if held.status != NoteStatus.DRAFTED:
            raise AlreadyMoved
        if latest_number(held.kind, held) != based_on:
            raise StaleVersion
        # Whoever changed the words has drafted the note: another person issues it.
        VerbalNote.objects.filter(pk=held.pk).update(drafted_by=by, drafted_at=at)
        made = _store(
            held.kind, held, written, before=body_of(held), number=based_on + 1, reason=reason, by=by, at=at
        )
    note.drafted_by, note.drafted_at = by, at
    return made


def _store(
    kind: str,
    note: VerbalNote | None,
    written: Body,
    *,
    before: Body,
    by: User,
    at: dt.datetime,
    **fields: Any,
) -> Wording:
    reason = fields["reason"].strip()
    if is_blank(reason):
        raise Refusal("notes.wordings_reason_missing")
    kept = {
        key: {code: SPACES.sub(" ", written.get(key, {}).get(code, "")).strip() for code in LANGUAGES}
        for key in texts.first_body(kind)
    }
    if kept == {key: dict(before.get(key, dict.fromkeys(LANGUAGES, ""))) for key in kept}:
        raise Refusal("notes.wordings_nothing_changed")
    if found := formulas.check(kind, kept) if note else unfit(kind, kept):
        raise TextsUnfit(found)
    with once.refuse_second(StaleVersion()):
        made = Wording.objects.create(
            kind=kind, note=note, texts=kept, written_by=by, written_at=at, **fields | {"reason": reason}
        )
    audit.record(
        "wording.write",
        subject=made,
        by=by,
        at=at,
        before=dict(before),
        after={"kind": kind, "note": note.pk if note else None, "number": made.number, "reason": reason,
               "texts": kept},
    )  # fmt: skip
    return made


def approve(wording: Wording, *, by: User, at: dt.datetime) -> WordingApproval:
    """Put the latest version of a kind's texts into use. Notes issued before keep their words."""
    by.require("notes.approve_wording", wording)
    with transaction.atomic():
        if wording.note_id is not None or latest_number(wording.kind) != wording.number:
            raise Refusal("notes.not_the_latest")
        if WordingApproval.objects.filter(wording=wording).exists():
            raise AlreadyMoved
        if found := unfit(wording.kind, wording.texts):
            raise TextsUnfit(found)
        accepted = [str(one) for one in formulas.written_out(wording.kind, wording.texts)]
        made = WordingApproval.objects.create(wording=wording, by=by, at=at)
        audit.record(
            "wording.approve",
            subject=wording,
            by=by,
            at=at,
            after={"kind": wording.kind, "number": wording.number}
            | ({"accepted": accepted} if accepted else {}),
        )
    return made


def unfit(kind: str, body: Body) -> list[DomainError | Defect]:
    """Return why the texts of a kind cannot be used, whoever approves them."""
    typed = formulas.written_out(kind, body)
    return [*formulas.check(kind, body), *(one for one in typed if one.weight == Weight.UNEQUAL)]


def kinds() -> list[NoteKind]:
    """Return the kinds whose texts the Secretariat keeps, in the order of the list."""
    known = texts.note_texts()["kinds"]
    return [kind for kind in NoteKind if kind in known]
