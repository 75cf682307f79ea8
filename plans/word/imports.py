"""Acts on an uploaded Word file: receive it, take its text over as blocks, or discard it."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cica_portal import retention, uploads
from cica_portal.errors import AlreadyMoved, Refusal, StaleVersion
from cica_portal.languages import LANGUAGES
from members import audit
from members.models import MemberState, User
from plans import blocks, revisions
from plans.editing import editor_rows, remarks
from plans.enums import LINE_KINDS, BlockKind, ImportStatus
from plans.life import papers
from plans.models import Block, ConceptPaper, ConfidenceBuildingMeasure, Remark, WordImport
from plans.word import changed_since, comments, into_block, reading
from plans.word.alignment import traced
from plans.word.kinds import Item, fits_line
from plans.word.losses import as_record
from plans.word.reading import Reading

LEAVE_OUT = ""
# Comments by what names them in a form.
Remarked = Collection[str]
INTO = "into-"
# Into a block, which also moves or becomes another kind as the tracked changes of the file say.
AS_TRACKED = "tracked-"


class DraftChanged(StaleVersion):
    sentence = _("The draft has changed since this comparison was made. The current draft is shown below.")


class ChangesChosenAnew(StaleVersion):
    sentence = _(
        "Which tracked changes to accept was decided again, perhaps in another tab, after this page was "
        "opened. What they come to now is shown below."
    )


@dataclass(frozen=True)
class Outcome:
    paper: ConceptPaper
    added: int
    changed: int
    removed: int = 0


def plan_of(word_import: WordImport) -> dict[str, Any]:
    """Return what the plan that an upload describes needs besides the text of the file."""
    return word_import.plan | {
        "measure": ConfidenceBuildingMeasure.objects.get(pk=word_import.plan["measure"]),
        "coordinator": MemberState.objects.filter(pk=word_import.plan["coordinator"]).first(),
    }


def receive(
    content: bytes,
    *,
    name: str,
    language: str,
    by: User,
    at: dt.datetime,
    paper: ConceptPaper | None = None,
    plan: dict[str, Any] | None = None,
) -> WordImport:
    """Keep an admitted file until its uploader has seen what becomes of it, and decides."""
    found = reading.read(content, language)
    source = paper.source_language if paper else language
    if paper is None and source not in found.languages:
        raise Refusal("plans.other_source")
    with uploads.kept(content, "docx") as kept:
        made = WordImport.objects.create(
            paper=paper,
            plan=plan or {},
            language=language,
            name=name,
            uploaded_by=by,
            uploaded_at=at,
            **kept,
        )
        audit.record(
            "word_import.receive",
            subject=made,
            by=by,
            at=at,
            after={"name": made.name, "size": made.size, "sha256": made.sha256, "language": language},
        )
    return made


def read(word_import: WordImport) -> Reading:
    """Return what the stored file says; it passed the gate when it came."""
    return reading.read(
        uploads.stored(word_import.stored_as, word_import.sha256),
        word_import.language,
        word_import.left_out or (),
    )


@transaction.atomic
def choose(word_import: WordImport, left_out: Collection[int], *, by: User, at: dt.datetime) -> WordImport:
    """Say which tracked changes of the file are not wanted, by their numbers; nothing is taken over yet."""
    numbers = sorted(left_out)
    if not WordImport.objects.waiting().filter(pk=word_import.pk).update(left_out=numbers):
        raise AlreadyMoved
    audit.record(
        "word_import.choose",
        subject=word_import,
        by=by,
        at=at,
        before={"left_out": word_import.left_out},
        after={"left_out": numbers},
    )
    word_import.left_out = numbers
    return word_import


def mark(left_out: Collection[int] | None) -> str:
    """Return what tells one choice of tracked changes from another: each numbers the items its own way."""
    return ",".join(map(str, sorted(left_out or ())))


@transaction.atomic
def take_as_plan(
    word_import: WordImport,
    found: Reading,
    kinds: Mapping[int, str],
    *,
    left_out: str = "",
    remarked: Remarked = frozenset(),
    by: User,
    at: dt.datetime,
) -> Outcome:
    """Begin a plan with the items of the file as its blocks; `kinds` says by index what each becomes.

    `left_out` is the mark of the choice of tracked changes that this was decided on. `remarked` are the
    comments that become remarks, by what names them in a form.
    """
    _decide(word_import, ImportStatus.TAKEN, at)
    _check_choice(word_import, left_out)
    taken = [(place, found.items[place], kind) for place, kind in sorted(kinds.items()) if kind != LEAVE_OUT]
    _check_lines(taken)
    titles = [item for _place, item, kind in taken if kind == BlockKind.TITLE]
    if len(titles) > 1:
        raise Refusal("plans.one_title")
    paper = papers.create(
        **plan_of(word_import),
        source_language=word_import.language,
        titles=titles[0].texts if titles else {},
        by=by,
        at=at,
    )
    added = 1
    for place, item, kind in taken:
        if kind == BlockKind.TITLE:
            _remark(paper.blocks.get(kind=kind), place, item, remarked, {}, by=by, at=at)
        elif any(item.texts.values()):
            origin = blocks.Origin(word_import, item.authors)
            block = blocks.add(paper, kind=kind, texts=item.texts, by=by, at=at, origin=origin)
            _remark(block, place, item, remarked, {}, by=by, at=at)
            added += 1
    return _record(word_import, Outcome(paper, added, 0), found, by=by, at=at)


@transaction.atomic
def take_into(
    word_import: WordImport,
    found: Reading,
    decisions: Mapping[int, str],
    *,
    seen: str,
    left_out: str = "",
    removals: Collection[int] = (),
    remarked: Remarked = frozenset(),
    by: User,
    at: dt.datetime,
) -> Outcome:
    """Put the items of the file into the draft as decided: into a block, as a new block, or nowhere.

    `removals` are the rows to be taken out of the draft, of those that the file's tracked changes take away.
    `seen` is the hash of the draft that the decisions were made on; another draft refuses them.
    `left_out` is the mark of the choice of tracked changes; another choice does, too.
    """
    paper = blocks.lock_draft(word_import.paper_id)
    if revisions.content_sha256(paper) != seen:
        raise DraftChanged
    _decide(word_import, ImportStatus.TAKEN, at)
    _check_choice(word_import, left_out)
    rows = editor_rows.rows(paper)
    taken = [(place, found.items[place], said) for place, said in sorted(decisions.items())]
    targets = _targets(taken, rows)
    _check_lines(
        (place, item, rows[targets[place]].block.kind if place in targets else said)
        for place, item, said in taken
    )
    added = changed = removed = 0
    known = remarks.said(paper) if remarked else {}
    since = changed_since.texts(paper, found)
    gone = traced(rows, found.items, found.removed).removed
    last: Block | None = rows[0].block if rows and rows[0].is_title else None
    first = rows[0].block if rows and last is None else None
    for place, item, said in taken:
        origin = blocks.Origin(word_import, item.authors)
        if place in targets:
            row = rows[targets[place]]
            is_changed = into_block.replace(paper, row, item, since, origin, by=by, at=at)
            if said.startswith(AS_TRACKED):
                is_changed |= into_block.follow(row, item, last or rows[0].block, origin, by=by, at=at)
            changed += is_changed
            last = row.block
            _remark(last, place, item, remarked, known, by=by, at=at)
        elif said != LEAVE_OUT and any(item.texts.values()):
            last = blocks.add(
                paper,
                kind=said,
                texts=item.texts,
                after=last,
                before=first if last is None else None,
                by=by,
                at=at,
                origin=origin,
            )
            _remark(last, place, item, remarked, known, by=by, at=at)
            added += 1
    for place in sorted(gone.keys() & set(removals) - set(targets.values())):
        origin = blocks.Origin(word_import, gone[place].authors)
        blocks.remove(rows[place].block, by=by, at=at, origin=origin)
        removed += 1
    return _record(word_import, Outcome(paper, added, changed, removed), found, by=by, at=at)


def _remark(
    block: Block,
    place: int,
    item: Item,
    remarked: Remarked,
    known: comments.Known,
    *,
    by: User,
    at: dt.datetime,
) -> None:
    """Make remarks of the comments on an item that were chosen and are none yet, replies in their threads."""
    made: dict[str, Remark] = {}
    for offer in comments.offers(place, item.comments, known):
        one = offer.comment
        if offer.value not in remarked:
            continue
        thread = offer.thread or made.get(one.replies_to)
        if thread is not None:
            remarks.answer(thread, one.text, said_by=one.author, by=by, at=at)
        else:
            remark = remarks.write(block, one.text, language=one.language, said_by=one.author, by=by, at=at)
            made[one.number] = remark


def discard_forgotten(at: dt.datetime) -> Iterator[WordImport]:
    """Discard what nobody decided on in time, and yield each; whoever decides meanwhile wins."""
    old = WordImport.objects.waiting().filter(uploaded_at__lt=retention.limit("uploads", at))
    for forgotten in old.order_by("pk"):
        with suppress(AlreadyMoved):
            discard(forgotten, by=None, at=at)
            yield forgotten


@transaction.atomic
def discard(word_import: WordImport, *, by: User | None, at: dt.datetime) -> None:
    """Delete the file; the record that it came stays."""
    _decide(word_import, ImportStatus.DISCARDED, at)
    audit.record("word_import.discard", subject=word_import, by=by, at=at, after={"name": word_import.name})


def _targets(taken: Sequence[tuple[int, Item, str]], rows: Sequence[editor_rows.Row]) -> dict[int, int]:
    """Return by item the row it goes into; each row takes one item."""
    targets: dict[int, int] = {}
    for place, _item, said in taken:
        if said.startswith((INTO, AS_TRACKED)):
            row = int(said.rpartition("-")[2]) - 1
            if not 0 <= row < len(rows):
                raise DraftChanged
            if row in targets.values():
                raise Refusal("plans.two_into_one", place=rows[row].label.name)
            targets[place] = row
    return targets


def _check_lines(taken: Any) -> None:
    for place, item, kind in taken:
        is_line = kind in LINE_KINDS
        if is_line and not all(fits_line(item.text(language)) for language in LANGUAGES):
            raise Refusal("plans.line_too_long", number=place + 1)


def _decide(word_import: WordImport, status: str, at: dt.datetime) -> None:
    """Move the upload on once: of two clicks, one wins. The file goes when that is certain."""
    waiting = WordImport.objects.waiting().filter(pk=word_import.pk)
    if not waiting.update(status=status, decided_at=at, stored_as=""):
        raise AlreadyMoved
    stored_as = word_import.stored_as
    transaction.on_commit(lambda: uploads.drop(stored_as))


def _check_choice(word_import: WordImport, shown: str) -> None:
    """Refuse decisions on another choice of tracked changes than the file is read with; the row is locked."""
    now = WordImport.objects.values_list("left_out", flat=True).get(pk=word_import.pk)
    if {mark(now), mark(word_import.left_out)} != {shown}:
        raise ChangesChosenAnew


def _record(
    word_import: WordImport, outcome: Outcome, found: Reading, *, by: User, at: dt.datetime
) -> Outcome:
    counted = {"added": outcome.added, "changed": outcome.changed, "removed": outcome.removed}
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
