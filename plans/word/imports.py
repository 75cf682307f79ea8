"""Acts on an uploaded Word file: receive it, take its text over as blocks, or discard it."""

import datetime as dt
import hashlib
import os
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cica_portal import uploads
from cica_portal.errors import AlreadyMoved, DomainError, StaleVersion
from cica_portal.languages import LANGUAGES
from members import audit
from members.models import MemberState, User
from plans import blocks, cells, papers, revisions
from plans.enums import BlockKind, ImportStatus
from plans.models import Block, ConceptPaper, ConfidenceBuildingMeasure, WordImport
from plans.word import reading
from plans.word.kinds import Item, fits_line
from plans.word.losses import as_record
from plans.word.reading import Reading

# A file that nobody decides on is not kept for ever.
KEPT_FOR = dt.timedelta(days=14)
LEAVE_OUT = ""
INTO = "into-"


class DraftChanged(StaleVersion):
    sentence = _("The draft was changed after this comparison was made. Here is the draft of now.")


class TwoIntoOne(DomainError):
    sentence = _("Two paragraphs of the file go into block %(number)s: choose one of them.")


class LineTooLong(DomainError):
    sentence = _("Paragraph %(number)s of the file is too long to be a title or a heading.")


class OtherSource(DomainError):
    sentence = _("The file has no text in the source language of the plan.")


@dataclass(frozen=True)
class Outcome:
    paper: ConceptPaper
    added: int
    changed: int


@dataclass(frozen=True)
class NewPlan:
    """What a plan needs besides the text of a file."""

    measure: ConfidenceBuildingMeasure
    period_from: int
    period_to: int
    coordinator: MemberState | None

    def record(self) -> dict[str, Any]:
        return {
            "measure": self.measure.pk,
            "period_from": self.period_from,
            "period_to": self.period_to,
            "coordinator": self.coordinator.pk if self.coordinator else None,
        }


def plan_of(word_import: WordImport) -> NewPlan:
    """Return the new plan that an upload describes."""
    plan = word_import.plan
    coordinator = plan["coordinator"]
    return NewPlan(
        ConfidenceBuildingMeasure.objects.get(pk=plan["measure"]),
        plan["period_from"],
        plan["period_to"],
        MemberState.objects.get(pk=coordinator) if coordinator else None,
    )


def receive(
    content: bytes,
    *,
    name: str,
    language: str,
    by: User,
    at: dt.datetime,
    paper: ConceptPaper | None = None,
    plan: NewPlan | None = None,
) -> WordImport:
    """Keep an admitted file until its uploader has seen what becomes of it, and decides."""
    found = reading.read(content, language)
    source = paper.source_language if paper else language
    if paper is None and source not in found.languages:
        raise OtherSource
    stored_as = uploads.store(content, ".docx")
    try:
        with transaction.atomic():
            made = WordImport.objects.create(
                paper=paper,
                plan=plan.record() if plan else {},
                language=language,
                name=_plain_name(name),
                size=len(content),
                sha256=hashlib.sha256(content).hexdigest(),
                stored_as=stored_as,
                uploaded_by=by,
                uploaded_at=at,
            )
            audit.record(
                "word_import.receive",
                subject=made,
                by=by,
                at=at,
                after={"name": made.name, "size": made.size, "sha256": made.sha256, "language": language},
            )
    except BaseException:
        uploads.drop(stored_as)
        raise
    return made


def read(word_import: WordImport) -> Reading:
    """Return what the stored file says; it passed the gate when it came."""
    return reading.read(uploads.stored(word_import.stored_as), word_import.language)


@transaction.atomic
def take_as_plan(
    word_import: WordImport, found: Reading, kinds: Mapping[int, str], *, by: User, at: dt.datetime
) -> Outcome:
    """Begin a plan with the items of the file as its blocks; `kinds` says by index what each becomes."""
    _decide(word_import, ImportStatus.TAKEN, at)
    plan = plan_of(word_import)
    taken = [(place, found.items[place], kind) for place, kind in sorted(kinds.items()) if kind != LEAVE_OUT]
    _check_lines(taken)
    titles = [item for _place, item, kind in taken if kind == BlockKind.TITLE]
    if len(titles) > 1:
        raise blocks.OneTitle
    paper = papers.create(
        plan.measure,
        period_from=plan.period_from,
        period_to=plan.period_to,
        source_language=word_import.language,
        coordinator=plan.coordinator,
        titles=titles[0].texts if titles else {},
        by=by,
        at=at,
    )
    added = 1
    for _place, item, kind in taken:
        if kind != BlockKind.TITLE and any(item.texts.values()):
            blocks.add(paper, kind=kind, texts=item.texts, by=by, at=at)
            added += 1
    return _record(word_import, Outcome(paper, added, 0), found, by=by, at=at)


@transaction.atomic
def take_into(
    word_import: WordImport,
    found: Reading,
    decisions: Mapping[int, str],
    *,
    seen: str,
    by: User,
    at: dt.datetime,
) -> Outcome:
    """Put the items of the file into the draft as decided: into a block, as a new block, or nowhere.

    `seen` is the hash of the draft that the decisions were made on; another draft refuses them.
    """
    paper = blocks.lock_draft(word_import.paper_id)
    if revisions.content_sha256(paper) != seen:
        raise DraftChanged
    _decide(word_import, ImportStatus.TAKEN, at)
    rows = cells.rows(paper)
    taken = [(place, found.items[place], said) for place, said in sorted(decisions.items())]
    targets = _targets(taken, len(rows))
    _check_lines(
        (place, item, rows[targets[place]].block.kind if place in targets else said)
        for place, item, said in taken
    )
    added = changed = 0
    last: Block | None = rows[0].block if rows and rows[0].is_title else None
    first = rows[0].block if rows and last is None else None
    for place, item, said in taken:
        if place in targets:
            row = rows[targets[place]]
            changed += _replace(paper, row, item, by=by, at=at)
            last = row.block
        elif said != LEAVE_OUT and any(item.texts.values()):
            last = blocks.add(
                paper,
                kind=said,
                texts=item.texts,
                after=last,
                before=first if last is None else None,
                by=by,
                at=at,
            )
            added += 1
    return _record(word_import, Outcome(paper, added, changed), found, by=by, at=at)


def discard_forgotten(at: dt.datetime) -> Iterator[WordImport]:
    """Discard what nobody decided on in time, and yield each; whoever decides meanwhile wins."""
    for forgotten in WordImport.objects.waiting().filter(uploaded_at__lt=at - KEPT_FOR).order_by("pk"):
        with suppress(AlreadyMoved):
            discard(forgotten, by=None, at=at)
            yield forgotten


@transaction.atomic
def discard(word_import: WordImport, *, by: User | None, at: dt.datetime) -> None:
    """Delete the file; the record that it came stays."""
    _decide(word_import, ImportStatus.DISCARDED, at)
    audit.record("word_import.discard", subject=word_import, by=by, at=at, after={"name": word_import.name})


def _replace(paper: ConceptPaper, row: cells.Row, item: Item, *, by: User, at: dt.datetime) -> bool:
    """Save the texts that differ, the source first: a translation that comes with it is made from it."""
    changed = False
    order = sorted(row.cells, key=lambda cell: cell.language != paper.source_language)
    for cell in order:
        text = item.text(cell.language)
        if text and text != cell.text:
            blocks.edit(row.block, cell.language, text, version=cell.version, by=by, at=at)
            changed = True
    return changed


def _targets(taken: Sequence[tuple[int, Item, str]], number_of_rows: int) -> dict[int, int]:
    """Return by item the row it goes into; each row takes one item."""
    targets: dict[int, int] = {}
    for place, _item, said in taken:
        if said.startswith(INTO):
            row = int(said.removeprefix(INTO)) - 1
            if not 0 <= row < number_of_rows:
                raise DraftChanged
            if row in targets.values():
                raise TwoIntoOne(number=row + 1)
            targets[place] = row
    return targets


def _check_lines(taken: Any) -> None:
    for place, item, kind in taken:
        is_line = kind in {BlockKind.TITLE, BlockKind.HEADING}
        if is_line and not all(fits_line(item.text(language)) for language in LANGUAGES):
            raise LineTooLong(number=place + 1)


def _decide(word_import: WordImport, status: str, at: dt.datetime) -> None:
    """Move the upload on once: of two clicks, one wins. The file goes when that is certain."""
    waiting = WordImport.objects.waiting().filter(pk=word_import.pk)
    if not waiting.update(status=status, decided_at=at, stored_as=""):
        raise AlreadyMoved
    stored_as = word_import.stored_as
    transaction.on_commit(lambda: uploads.drop(stored_as))


def _record(
    word_import: WordImport, outcome: Outcome, found: Reading, *, by: User, at: dt.datetime
) -> Outcome:
    counted = {"added": outcome.added, "changed": outcome.changed}
    WordImport.objects.filter(pk=word_import.pk).update(
        paper=outcome.paper, outcome={**counted, "losses": as_record(found.losses)}
    )
    audit.record(
        "word_import.take",
        subject=word_import,
        by=by,
        at=at,
        after={"paper": outcome.paper.slug, "sha256": word_import.sha256, **counted},
    )
    return outcome


def _plain_name(name: str) -> str:
    """Return a file's name to show: its last part, without signs that act on their surroundings."""
    name = os.path.basename(name.replace("\\", "/"))
    shown = "".join(sign for sign in name if unicodedata.category(sign)[0] != "C")
    return unicodedata.normalize("NFC", shown)[-200:] or "document.docx"
