"""Further enclosures of a note, chosen by a person, in an order, until the note is issued."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cica_portal import uploads
from cica_portal.errors import DomainError, Refusal
from cica_portal.languages import LANGUAGES
from cica_portal.text import is_blank
from cica_portal.uploads import LIMITS, Admitted
from comments.models import Attachment, Consultation, FiledAttachment
from comments.reading import for_states
from documents.enums import ALL
from members import audit
from members.models import User
from notes.acts import issuing
from notes.models import IncomingNote, NoteAttachment, VerbalNote
from notes.wording import enclosed

MOST = 10
# What goes with a message to one recipient: many servers take no message above 25 MB, and letters make three
# bytes four.
LIMIT_MEGABYTES = 15


class TitleMissing(DomainError):
    sentence = _("Enter the title in all three languages: the note lists the enclosure in each of them.")


@dataclass(frozen=True, slots=True)
class Paper:
    """A State's paper that the Secretariat has on file: what its entry is called, and the file itself."""

    key: str
    label: str
    source: str
    name: str


def attach(
    note: VerbalNote,
    files: Mapping[str, Admitted],
    *,
    titles: Mapping[str, str],
    source: str = "",
    by: User,
    at: dt.datetime,
) -> NoteAttachment:
    """Add an enclosure to a drafted note: `files` by language, or one for all languages, that have passed the
    gate.

    What is sent twice is enclosed once (rule 14): the same files under the same titles are there.
    """
    if not files:
        raise Refusal("notes.no_file")
    if any(is_blank(titles.get(code, "")) for code in LANGUAGES):
        raise TitleMissing
    named = {code: titles[code].strip() for code in LANGUAGES}
    hashes = {code: hashlib.sha256(one.content).hexdigest() for code, one in files.items()}
    stored: list[str] = []
    try:
        with transaction.atomic():
            held = _draft(note, by=by, at=at)
            attached = list(NoteAttachment.objects.filter(note=held))
            for same in attached:
                if same.titles == named and _hashes(same) == hashes:
                    return same
            listed = {code: _kept(one, stored) for code, one in files.items()}
            if len(attached) >= MOST:
                raise Refusal("notes.too_many_enclosures", most=MOST)
            made = NoteAttachment.objects.create(
                note=held,
                position=max((one.position for one in attached), default=0) + 1,
                titles=named,
                files=listed,
                source=source,
                added_at=at,
                added_by=by,
            )
            _refuse_weight(held)
            audit.record("verbal_note.attach", subject=held, by=by, at=at, after=_said(made))
    except BaseException:
        _drop(stored)
        raise
    note.refresh_from_db()
    return made


def move(note: VerbalNote, pk: int, *, up: bool, by: User, at: dt.datetime) -> None:
    """Move an enclosure one place up or down among those that were chosen."""
    with transaction.atomic():
        held = _draft(note, by=by, at=at)
        order = list(NoteAttachment.objects.filter(note=held))
        place = next((index for index, one in enumerate(order) if one.pk == pk), None)
        if place is None:
            raise Refusal("notes.not_there")
        other = place - 1 if up else place + 1
        if not 0 <= other < len(order):
            raise Refusal("notes.not_before")
        before = [one.titles for one in order]
        order[place], order[other] = order[other], order[place]
        for position, one in enumerate(order, 1):
            NoteAttachment.objects.filter(pk=one.pk).update(position=position)
        after = {"enclosures": [one.titles for one in order]}
        audit.record(
            "verbal_note.move_attachment",
            subject=held,
            by=by,
            at=at,
            before={"enclosures": before},
            after=after,
        )
    note.refresh_from_db()


def remove(note: VerbalNote, pk: int, *, by: User, at: dt.datetime) -> None:
    """Take an enclosure off a drafted note; its file is deleted, as no note was issued with it."""
    with transaction.atomic():
        held = _draft(note, by=by, at=at)
        found = NoteAttachment.objects.filter(note=held, pk=pk).first()
        if found is None:
            raise Refusal("notes.not_there")
        audit.record("verbal_note.detach", subject=held, by=by, at=at, before=_said(found))
        names = [one["stored_as"] for one in found.files.values()]
        found.delete()
        transaction.on_commit(partial(_drop, names))
    note.refresh_from_db()


def _drop(names: Iterable[str]) -> None:
    for name in names:
        uploads.drop(name)


def _draft(note: VerbalNote, *, by: User, at: dt.datetime) -> VerbalNote:
    """Lock a note that is not issued. Whoever chose an enclosure has drafted it: another one issues it."""
    held = issuing.lock(note, status=None)
    by.require("notes.draft_note", held)
    VerbalNote.objects.filter(pk=held.pk).update(drafted_by=by, drafted_at=at)
    return held


def _kept(admitted: Admitted, stored: list[str]) -> dict[str, Any]:
    """Keep an admitted file, and return what the row says of it; `stored` is told its name."""
    with uploads.kept(admitted.content, admitted.kind) as kept:
        stored.append(kept["stored_as"])
    pages = uploads.pages(admitted.content) if admitted.kind == "pdf" else None
    said = {"name": admitted.name, "kind": admitted.kind, "pages": pages, **kept}
    return said | ({"carries": list(admitted.carries)} if admitted.carries else {})


def _refuse_weight(note: VerbalNote) -> None:
    """Refuse chosen files that are too heavy for a message, with those that a replacement encloses again."""
    sizes = dict.fromkeys(LANGUAGES, 0)
    for one in enclosed.of(note):
        for code, copy in one.copies.items():
            if isinstance(copy, enclosed.File):
                sizes[code] += copy.size
    if max(sizes.values()) > LIMIT_MEGABYTES * 1024 * 1024:
        raise Refusal("notes.too_heavy", limit=LIMIT_MEGABYTES)


def _hashes(one: NoteAttachment) -> dict[str, str]:
    return {code: file["sha256"] for code, file in one.files.items()}


def _said(one: NoteAttachment) -> dict[str, Any]:
    """Return what the record says of an enclosure: never where its file is kept."""
    files = {
        code: {"name": file["name"], "pages": file["pages"], "sha256": file["sha256"]}
        for code, file in one.files.items()
    }
    return {"title": one.titles, "files": files, "from_paper": one.source}


# States' papers --------------------------------------------------------------------------------------
def papers(note: VerbalNote) -> list[Paper]:
    """Return the States' papers that can go with a note about its plan: files of notes received, and those of
    comments that every Member State may read."""
    if note.paper is None:
        return []
    return [*_received(note), *_of_comments(note)]


def _received(note: VerbalNote) -> Iterator[Paper]:
    received = IncomingNote.objects.filter(answers_to__paper=note.paper, corrected_by=None).exclude(file="")
    for one in received.select_related("member_state"):
        label = f"{one.member_state.name}: {one.given_number} ({one.file_name})"
        yield Paper(f"note-{one.pk}", label, one.register_number, one.file_name)


def _of_comments(note: VerbalNote) -> Iterator[Paper]:
    for consultation in Consultation.objects.for_comments().filter(revision__paper=note.paper):
        if not for_states.is_read(consultation):
            continue
        filed = FiledAttachment.objects.filter(comment__in=for_states.comments(consultation))
        found = Attachment.objects.filter(pk__in=filed.values("attachment"))
        for one in found.select_related("member_state"):
            label = f"{one.member_state.name}: {one.name}"
            yield Paper(f"comment-{one.pk}", label, consultation.reference, one.name)


def attach_paper(
    note: VerbalNote, key: str, *, titles: Mapping[str, str], by: User, at: dt.datetime
) -> NoteAttachment:
    """Add a State's paper to a drafted note, for all languages: a copy of its own, through the gate again."""
    paper = next((one for one in papers(note) if one.key == key), None)
    if paper is None:
        raise Refusal("notes.not_there")
    content = _content(key)
    upload = UploadedFile(ContentFile(content), paper.name, size=len(content))
    admitted = uploads.admit(upload, limits=LIMITS)
    return attach(note, {ALL: admitted}, titles=titles, source=paper.source, by=by, at=at)


def _content(key: str) -> bytes:
    group, _dash, pk = key.partition("-")
    if group == "comment":
        attachment = Attachment.objects.get(pk=pk)
        return uploads.stored(attachment.stored_as, attachment.sha256)
    paper = IncomingNote.objects.get(pk=pk)
    return uploads.stored(paper.file.name or "", paper.file_sha256)
