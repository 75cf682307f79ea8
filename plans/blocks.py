"""Acts on the blocks of a working draft. Each leaves its edits and one audit entry; keys never change."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Literal

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from cica_portal.errors import AlreadyMoved, DomainError, StaleVersion
from cica_portal.languages import LANGUAGES
from cica_portal.text import LINE_LIMIT, PARAGRAPH_LIMIT, sha256
from members import audit
from members.models import User
from plans.enums import BlockKind, EditKind, Significance
from plans.models import Block, BlockText, ConceptPaper, Edit
from plans.pasting import without_mark


class NotEditable(DomainError):
    sentence = _("The text of this plan cannot be edited now: the plan is in the state “%(status)s”.")


class StaleBlock(StaleVersion):
    """A save read an older version than the stored one; nothing was overwritten.

    Holds the text that was read, mine and the one saved meanwhile.
    """

    def __init__(self, current: BlockText, mine: str, base: str = "") -> None:
        super().__init__()
        self.current, self.mine, self.base = current, mine, base


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


class NothingToConfirm(DomainError):
    sentence = _("This text is not older than its source: there is nothing to confirm.")


class NotOneLine(DomainError):
    sentence = _(
        "A heading is one line of at most %(limit)s characters in every language. Shorten the text first."
    )


class NotJoined(DomainError):
    sentence = _("Only paragraphs, objectives and initiatives are joined, with the one that follows them.")


class TooLong(DomainError):
    sentence = _("The joined text would have more than %(limit)s characters.")


class OtherWords(DomainError):
    sentence = _("The parts must hold the words of the text as they are: a split changes no word.")


class NothingToSplit(DomainError):
    sentence = _("Mark at least one place where the text is to be split.")


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
    behind: Collection[str] = (),
) -> Block:
    """Add a block behind `after`, or ahead of `before`, or at the end.

    The same `key` given twice returns the block that the first call made. Translations in the languages
    `behind` were not made from this source text: they begin as older than it.
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
        edit = based_on = None
        if texts[language]:
            based_on = source_edit if language != source and language not in behind else None
            edit = _record(
                block,
                EditKind.ADDED,
                language=language,
                after=texts[language],
                version=1,
                based_on=based_on,
                by=by,
                at=at,
            )
        if language == source:
            source_edit = edit
        BlockText.objects.create(
            block=block,
            language=language,
            text=texts[language],
            version=1,
            based_on=based_on,
            edited_by=by if texts[language] else None,
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
        raise StaleBlock(current, text, text_at(current, version))
    source = _newest_source(paper, block, language) if text else None
    if text == current.text and current.based_on_id == (source.pk if source else None):
        return current
    return _save(
        paper, block, current, text, source, EditKind.CHANGED, by=by, at=at, significance=significance
    )


@transaction.atomic
def confirm(block: Block, language: str, *, version: int, by: User | None, at: dt.datetime) -> BlockText:
    """Say that a translation is still right after its source was changed; the text stays as it is."""
    paper = lock_draft(block.paper_id)
    block = Block.objects.get(pk=block.pk)
    if block.removed_at is not None:
        raise BlockRemoved
    current = BlockText.objects.get(block=block, language=language)
    if current.version != version:
        raise StaleBlock(current, current.text, text_at(current, version))
    source = _newest_source(paper, block, language)
    if not current.text or source is None or current.based_on_id == source.pk:
        raise NothingToConfirm
    return _save(paper, block, current, current.text, source, EditKind.CONFIRMED, by=by, at=at)


def text_at(text: BlockText, version: int) -> str:
    """Return what a text was in one of its versions: what the next one replaced."""
    following = Edit.objects.filter(block=text.block_id, language=text.language, version__gt=version)
    edit = following.order_by("version").first()
    return edit.before if edit is not None else text.text


def _newest_source(paper: ConceptPaper, block: Block, language: str) -> Edit | None:
    """Return the newest edit of the source text, on which a translation saved now is based."""
    if language == paper.source_language:
        return None
    return Edit.objects.filter(block=block, language=paper.source_language).order_by("pk").last()


def _save(
    paper: ConceptPaper,
    block: Block,
    current: BlockText,
    text: str,
    source: Edit | None,
    kind: str,
    *,
    by: User | None,
    at: dt.datetime,
    significance: str = Significance.SUBSTANTIVE,
) -> BlockText:
    """Store the next version of a text whose version was checked, with its edit and audit entry."""
    before, version, language = current.text, current.version, current.language
    _record(
        block,
        kind,
        language=language,
        significance=significance,
        before=before,
        after=text,
        version=version + 1,
        based_on=source,
        by=by,
        at=at,
    )
    saved = BlockText.objects.filter(pk=current.pk, version=version).update(
        text=text, version=version + 1, based_on=source, edited_by=by
    )
    if not saved:
        raise StaleBlock(BlockText.objects.get(pk=current.pk), text, before)
    current.text, current.version, current.based_on, current.edited_by = text, version + 1, source, by
    if block.kind == BlockKind.TITLE:
        _retitle(paper, {language: text})
    audit.record(
        "block.edit" if kind == EditKind.CHANGED else f"block.{kind}",
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
def change_kind(block: Block, kind: str, *, by: User | None, at: dt.datetime) -> Block:
    """Make a paragraph an objective, a heading, an initiative or back; key and texts stay."""
    lock_draft(block.paper_id)
    block = _live(block)
    if kind == BlockKind.TITLE:
        raise OneTitle
    old, new = block.kind, BlockKind(kind)
    if new == old:
        return block
    if new == BlockKind.HEADING:
        for text in block.texts.all():
            if "\n" in text.text or len(text.text) > LINE_LIMIT:
                raise NotOneLine(limit=LINE_LIMIT)
    Block.objects.filter(pk=block.pk).update(kind=new)
    block.kind = new
    _record(block, EditKind.TURNED, before=str(old), after=str(new), by=by, at=at)
    audit.record("block.turn", subject=block, by=by, at=at, before={"kind": old}, after={"kind": str(new)})
    return block


SPLIT_KINDS = frozenset({BlockKind.PARAGRAPH, BlockKind.OBJECTIVE, BlockKind.INITIATIVE})


@transaction.atomic
def split(
    block: Block,
    parts: Mapping[str, Sequence[str]],
    *,
    versions: Mapping[str, int],
    by: User | None,
    at: dt.datetime,
    kind: str = "",
    without_marks: bool = False,
) -> list[Block]:
    """Make several blocks of one, in all languages at once; no word changes.

    The first part keeps the block and its key; the others become new blocks behind it, of `kind` where given.
    With `without_marks` the letters, numbers and bullets at the heads of the parts go: labels are computed.
    A translation that was current stays so in every part, and an older one stays older.
    """
    paper = lock_draft(block.paper_id)
    block = _live(block)
    if block.kind not in SPLIT_KINDS:
        raise NothingToSplit
    count = max((len(found) for found in parts.values()), default=0)
    if count < 2:
        raise NothingToSplit
    current = _checked_versions(block, versions)
    for language, text in current.items():
        if _letters("".join(parts[language])) != _letters(text.text):
            raise OtherWords
    if without_marks:
        parts = {language: [without_mark(part) for part in found] for language, found in parts.items()}
    behind = _behind(paper, block, current)
    source = paper.source_language
    _rewrite(paper, block, current, {code: (*parts[code], "")[0] for code in LANGUAGES}, behind, by=by, at=at)
    made = [block]
    for number in range(1, count):
        texts = {code: parts[code][number] if number < len(parts[code]) else "" for code in LANGUAGES}
        made.append(
            add(
                paper,
                kind=kind or block.kind,
                texts=texts,
                after=made[-1],
                behind=behind - {source},
                by=by,
                at=at,
            )
        )
    return made


@transaction.atomic
def join(block: Block, *, versions: Mapping[str, int], by: User | None, at: dt.datetime) -> Block:
    """Add the text of the next block to this one and remove the next; `versions` are those of both.

    The versions are keyed by language for this block and by "next-" and language for the one that follows.
    """
    paper = lock_draft(block.paper_id)
    block = _live(block)
    following = next_block(block)
    if following is None or {block.kind, following.kind} - SPLIT_KINDS:
        raise NotJoined
    current = _checked_versions(block, versions)
    added = _checked_versions(following, {code: versions.get(f"next-{code}", -1) for code in LANGUAGES})
    texts = {code: joined(current[code].text, added[code].text) for code in LANGUAGES}
    if any(len(text) > PARAGRAPH_LIMIT for text in texts.values()):
        raise TooLong(limit=PARAGRAPH_LIMIT)
    behind = _behind(paper, block, current) | _behind(paper, following, added)
    _rewrite(paper, block, current, texts, behind, by=by, at=at)
    remove(following, by=by, at=at)
    return block


def next_block(block: Block) -> Block | None:
    others = Block.objects.filter(paper=block.paper_id, removed_at=None, position__gt=block.position)
    return others.order_by("position", "pk").first()


def joined(first: str, second: str) -> str:
    return " ".join(text for text in (first.rstrip(), second.lstrip()) if text)


def _letters(text: str) -> str:
    """Return a text without its white space."""
    return "".join(char for char in text if not char.isspace())


def _checked_versions(block: Block, versions: Mapping[str, int]) -> dict[str, BlockText]:
    texts = {text.language: text for text in BlockText.objects.filter(block=block)}
    if any(text.version != versions.get(language, -1) for language, text in texts.items()):
        raise StaleVersion
    return texts


def _behind(paper: ConceptPaper, block: Block, texts: Mapping[str, BlockText]) -> set[str]:
    """Return the languages whose text in this block is older than its source."""
    source = paper.source_language
    sense = Edit.objects.filter(block=block, language=source, significance=Significance.SUBSTANTIVE)
    newest = sense.aggregate(newest=Max("pk"))["newest"]
    return {
        language
        for language, text in texts.items()
        if language != source and text.text and newest is not None and (text.based_on_id or 0) < newest
    }


def _rewrite(
    paper: ConceptPaper,
    block: Block,
    current: Mapping[str, BlockText],
    texts: Mapping[str, str],
    behind: Collection[str],
    *,
    by: User | None,
    at: dt.datetime,
) -> None:
    """Save all languages of a block at once: the source first, so that translations can be based on it."""
    for language in sorted(LANGUAGES, key=lambda language: language != paper.source_language):
        text = current[language]
        if texts[language] == text.text:
            continue
        source = _newest_source(paper, block, language) if texts[language] else None
        if language in behind:
            source = text.based_on
        _save(paper, block, text, texts[language], source, EditKind.CHANGED, by=by, at=at)


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


def _record(block: Block, kind: str, *, by: User | None, at: dt.datetime, **fields: Any) -> Edit:
    return Edit.objects.create(block=block, kind=kind, by=by, at=at, **fields)


def _retitle(paper: ConceptPaper, texts: Mapping[str, str]) -> None:
    """Keep the titles of lists in step with the title block."""
    paper.titles = {**paper.titles, **texts}
    ConceptPaper.objects.filter(pk=paper.pk).update(titles=paper.titles)
