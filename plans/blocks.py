"""Acts on the blocks of a working draft. Each leaves its edits and one audit entry; keys never change."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Literal

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from cica_portal.errors import AlreadyMoved, DomainError, StaleVersion
from cica_portal.languages import LANGUAGES
from cica_portal.text import sha256
from members import audit
from members.models import User
from plans.enums import BlockKind, EditKind, Significance
from plans.models import Block, BlockText, ConceptPaper, Edit


class NotEditable(DomainError):
    sentence = _("The text of this plan cannot be edited now: the plan is in the state “%(status)s”.")


class StaleBlock(StaleVersion):
    """A save read an older version than the stored one; holds both texts, and nothing was overwritten."""

    def __init__(self, current: BlockText, mine: str) -> None:
        super().__init__()
        self.current, self.mine = current, mine


class TitleStays(DomainError):
    sentence = _("The title stays first in the plan: it is edited, but neither moved nor removed.")


class OneTitle(DomainError):
    sentence = _("The plan has its title already.")


class NoFurther(DomainError):
    sentence = _("This block cannot be moved further.")


class BlockRemoved(DomainError):
    sentence = _("This block has been removed from the draft. Restore it first.")


class ForeignBlock(DomainError):
    sentence = _("This block belongs to another plan.")


class NothingWritten(DomainError):
    sentence = _("Write the text in at least one language.")


def lock_draft(paper_id: int) -> ConceptPaper:
    """Return the paper, its row locked so that edits and freezing take turns; refuse if not editable."""
    paper = ConceptPaper.objects.select_for_update().get(pk=paper_id)
    if not paper.is_editable:
        raise NotEditable(status=paper.get_status_display())
    return paper


@transaction.atomic
def add(
    paper: ConceptPaper,
    *,
    kind: str,
    texts: Mapping[str, str],
    by: User | None,
    at: dt.datetime,
    after: Block | None = None,
    before: Block | None = None,
    key: uuid.UUID | None = None,
) -> Block:
    """Add a block behind `after`, or ahead of `before`, or at the end.

    The same `key` given twice returns the block that the first call made.
    """
    locked = lock_draft(paper.pk)
    if key is not None and (known := Block.objects.filter(key=key).first()):
        if known.paper_id != locked.pk:
            raise ForeignBlock
        return known
    texts = {language: texts.get(language) or "" for language in LANGUAGES}
    if not any(texts.values()):
        raise NothingWritten
    position = _make_room(locked, kind, after=after, before=before)
    block = Block.objects.create(paper=locked, key=key or uuid.uuid4(), kind=kind, position=position)
    source = locked.source_language
    source_edit = None
    for language in sorted(LANGUAGES, key=lambda language: language != source):
        edit = None
        if texts[language]:
            edit = _record(block, EditKind.ADDED, language=language, after=texts[language], by=by, at=at)
        if language == source:
            source_edit = edit
        BlockText.objects.create(
            block=block,
            language=language,
            text=texts[language],
            version=1,
            based_on=source_edit if language != source and texts[language] else None,
        )
    if kind == BlockKind.TITLE:
        _retitle(locked, texts)
    audit.record(
        "block.add",
        subject=block,
        by=by,
        at=at,
        after={"paper": locked.slug, "key": str(block.key), "kind": kind, "sha256": sha256(texts)},
    )
    return block


def _make_room(paper: ConceptPaper, kind: str, *, after: Block | None, before: Block | None) -> int:
    """Return the position for a new block, with everything from there on moved down by one."""
    blocks = Block.objects.filter(paper=paper)
    title = blocks.filter(kind=BlockKind.TITLE).first()
    if kind == BlockKind.TITLE:
        if title is not None:
            raise OneTitle
        position = 1
    elif after is None and before is None:
        return (blocks.aggregate(last=Max("position"))["last"] or 0) + 1
    else:
        neighbour = blocks.filter(pk=(after or before).pk).first()
        if neighbour is None:
            raise ForeignBlock
        if neighbour.removed_at is not None:
            raise BlockRemoved
        position = neighbour.position + (after is not None)
        if title is not None and position <= title.position:
            raise TitleStays
    blocks.filter(position__gte=position).update(position=F("position") + 1)
    return position


@transaction.atomic
def edit(
    block: Block,
    language: str,
    text: str,
    *,
    version: int,
    by: User | None,
    at: dt.datetime,
    significance: str = Significance.SUBSTANTIVE,
) -> BlockText:
    """Save the text of a block in one language, against the version that was read (rule 13).

    A translation is thereby made from the newest source text. A save that changes nothing leaves no trace.
    """
    paper = lock_draft(block.paper_id)
    block = Block.objects.get(pk=block.pk)
    if block.removed_at is not None:
        raise BlockRemoved
    current = BlockText.objects.get(block=block, language=language)
    if current.version != version:
        raise StaleBlock(current, text)
    source = None
    if language != paper.source_language and text:
        source = Edit.objects.filter(block=block, language=paper.source_language).order_by("pk").last()
    if text == current.text and current.based_on_id == (source.pk if source else None):
        return current
    before = current.text
    _record(
        block,
        EditKind.CHANGED,
        language=language,
        significance=significance,
        before=before,
        after=text,
        by=by,
        at=at,
    )
    saved = BlockText.objects.filter(pk=current.pk, version=version).update(
        text=text, version=version + 1, based_on=source
    )
    if not saved:
        raise StaleBlock(BlockText.objects.get(pk=current.pk), text)
    current.text, current.version, current.based_on = text, version + 1, source
    if block.kind == BlockKind.TITLE:
        _retitle(paper, {language: text})
    audit.record(
        "block.edit",
        subject=block,
        by=by,
        at=at,
        before={"language": language, "version": version, "sha256": sha256(before)},
        after={
            "language": language,
            "version": version + 1,
            "sha256": sha256(text),
            "significance": str(significance),
        },
    )
    return current


@transaction.atomic
def move(block: Block, *, to: Literal["up", "down"], by: User | None, at: dt.datetime) -> Block:
    """Exchange a block with its neighbour; the labels follow by themselves."""
    if to not in {"up", "down"}:
        raise ValueError(f"a block moves up or down, not {to!r}")
    lock_draft(block.paper_id)
    block = _live(block)
    others = Block.objects.filter(paper=block.paper_id, removed_at=None)
    if to == "up":
        neighbour = others.filter(position__lt=block.position).order_by("position").last()
    else:
        neighbour = others.filter(position__gt=block.position).order_by("position").first()
    if neighbour is None or neighbour.kind == BlockKind.TITLE:
        raise NoFurther
    old, new = block.position, neighbour.position
    Block.objects.filter(pk=block.pk).update(position=new)
    Block.objects.filter(pk=neighbour.pk).update(position=old)
    block.position = new
    _record(block, EditKind.MOVED, before=str(old), after=str(new), by=by, at=at)
    audit.record("block.move", subject=block, by=by, at=at, before={"position": old}, after={"position": new})
    return block


@transaction.atomic
def remove(block: Block, *, by: User | None, at: dt.datetime) -> Block:
    """Take a block out of the draft. It keeps key, texts and place, so that it can be restored."""
    lock_draft(block.paper_id)
    block = Block.objects.get(pk=block.pk)
    if block.kind == BlockKind.TITLE:
        raise TitleStays
    if not Block.objects.filter(pk=block.pk, removed_at=None).update(removed_at=at):
        raise AlreadyMoved
    block.removed_at = at
    _record(block, EditKind.REMOVED, by=by, at=at)
    audit.record("block.remove", subject=block, by=by, at=at, before={"position": block.position})
    return block


@transaction.atomic
def restore(block: Block, *, by: User | None, at: dt.datetime) -> Block:
    """Put a removed block back to where it stood."""
    lock_draft(block.paper_id)
    if not Block.objects.filter(pk=block.pk, removed_at__isnull=False).update(removed_at=None):
        raise AlreadyMoved
    block = Block.objects.get(pk=block.pk)
    _record(block, EditKind.RESTORED, by=by, at=at)
    audit.record("block.restore", subject=block, by=by, at=at, after={"position": block.position})
    return block


def _live(block: Block) -> Block:
    """Return the block as it stands in the database now; refuse the title and what was removed."""
    block = Block.objects.get(pk=block.pk)
    if block.kind == BlockKind.TITLE:
        raise TitleStays
    if block.removed_at is not None:
        raise BlockRemoved
    return block


def _record(block: Block, kind: str, *, by: User | None, at: dt.datetime, **fields: str) -> Edit:
    return Edit.objects.create(block=block, kind=kind, by=by, at=at, **fields)


def _retitle(paper: ConceptPaper, texts: Mapping[str, str]) -> None:
    """Keep the titles of lists in step with the title block."""
    paper.titles = {**paper.titles, **texts}
    ConceptPaper.objects.filter(pk=paper.pk).update(titles=paper.titles)
