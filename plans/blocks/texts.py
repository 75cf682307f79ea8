"""Adding a block, and saving its text in one language against the version that was read."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping

from django.db import transaction
from django.db.models import F, Max

from cica_portal.errors import Refusal
from cica_portal.languages import LANGUAGES
from cica_portal.text import PARAGRAPH_LIMIT, is_blank, sha256
from members import audit
from members.models import User
from plans.blocks.draft import HERE, Origin, lock_draft, record, retitle
from plans.blocks.refusals import (
    BlockRemoved,
    StaleBlock,
)
from plans.editing.source_language import basis, is_behind, lead
from plans.enums import BlockKind, EditKind, Significance
from plans.models import Block, BlockText, ConceptPaper, Edit


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
    origin: Origin = HERE,
) -> Block:
    """Add a block behind `after`, or ahead of `before`, or at the end.

    The same `key` given twice returns the block that the first call made. Translations in the languages
    `behind` were not made from this source text: they begin as older than it.
    """
    locked = lock_draft(paper.pk)
    if key is not None and (known := Block.objects.filter(key=key).first()):
        if known.paper_id != locked.pk:
            raise Refusal("plans.foreign_block")
        return known
    texts = {language: texts.get(language) or "" for language in LANGUAGES}
    if all(map(is_blank, texts.values())):
        raise Refusal("plans.nothing_written")
    _refuse_too_long(*texts.values())
    position = _make_room(locked, kind, after=after, before=before)
    block = Block.objects.create(paper=locked, key=key or uuid.uuid4(), kind=kind, position=position)
    source = locked.source_language
    source_edit = None
    for language in sorted(LANGUAGES, key=lambda language: language != source):
        text, edit = texts[language], None
        based_on = source_edit if text and language != source and language not in behind else None
        if text:
            said = {"language": language, "after": text, "version": 1, "based_on": based_on}
            edit = record(block, EditKind.ADDED, by=by, at=at, origin=origin, **said)
        if language == source:
            source_edit = edit
        editor = by if text else None
        BlockText.objects.create(
            block=block, language=language, text=text, version=1, based_on=based_on, edited_by=editor
        )
    if kind == BlockKind.TITLE:
        retitle(locked, texts)
    audit.record(
        "block.add",
        subject=block,
        by=by,
        at=at,
        after={"paper": locked.slug, "key": str(block.key), "kind": kind, "sha256": sha256(texts)},
    )
    return block


def _refuse_too_long(*texts: str) -> None:
    """Refuse more than a paragraph holds: what a State proposes may be longer than one."""
    if max(map(len, texts)) > PARAGRAPH_LIMIT:
        raise Refusal("plans.too_long", limit=PARAGRAPH_LIMIT)


def _make_room(paper: ConceptPaper, kind: str, *, after: Block | None, before: Block | None) -> int:
    """Return the position for a new block, with everything from there on moved down by one."""
    blocks = Block.objects.filter(paper=paper)
    title = blocks.filter(kind=BlockKind.TITLE).first()
    if kind == BlockKind.TITLE:
        if title is not None:
            raise Refusal("plans.one_title")
        position = 1
    elif after is None and before is None:
        return (blocks.aggregate(last=Max("position"))["last"] or 0) + 1
    else:
        neighbour = blocks.filter(pk=(after or before).pk).first()
        if neighbour is None:
            raise Refusal("plans.foreign_block")
        if neighbour.removed_at is not None:
            raise BlockRemoved
        position = neighbour.position + (after is not None)
        if title is not None and position <= title.position:
            raise Refusal("plans.title_stays")
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
    opened: int | None = None,
    made_from: Edit | None = None,
    origin: Origin = HERE,
) -> BlockText:
    """Save the text of a block in one language, against the version that was read (rule 13).

    A translation is thereby made from the newest source text, or from the earlier one that `made_from` names.
    A save that changes nothing leaves no trace.
    `opened` is the version in which the writing began: what has been saved since is as significant as the
    whole, whatever was chosen at the time.
    """
    paper, current = _held(block, language, version, text)
    found = lead(current.block)
    source = (made_from or basis(paper, current, found, significance)) if text else None
    leads_itself = language == paper.source_language and not is_behind(current, found)
    is_same = text == current.text and (
        leads_itself or current.based_on_id == (source.pk if source else None)
    )
    if not is_same:
        kind = EditKind.CHANGED
        save(paper, current, text, source, kind, by=by, at=at, significance=significance, origin=origin)
    if leads_itself and opened is not None:
        _weigh(current, significance, opened=opened, by=by, at=at)
    return current


def _weigh(text: BlockText, significance: str, *, opened: int, by: User | None, at: dt.datetime) -> None:
    """Record how significant the change of one sitting is as a whole, where some of its saves say otherwise.

    Only a person's own saves are weighed: what others wrote in between stands for itself.
    """
    edits = Edit.objects.filter(block=text.block_id, language=text.language, version__gt=opened)
    saves: list[Edit] = []
    for edit in edits.order_by("-version", "-pk"):
        if edit.by_id != (by.pk if by else None) or edit.kind not in {EditKind.CHANGED, EditKind.WEIGHED}:
            break
        saves.insert(0, edit)
    weighed = [place for place, edit in enumerate(saves) if edit.kind == EditKind.WEIGHED]
    fresh = saves[weighed[-1] :] if weighed else saves
    if not saves or saves[0].before == text.text or all(one.significance == significance for one in fresh):
        return
    made = record(
        text.block,
        EditKind.WEIGHED,
        language=text.language,
        significance=significance,
        before=saves[0].before,
        after=text.text,
        version=text.version,
        based_on=text.based_on,
        by=by,
        at=at,
    )
    audit.record(
        "block.weighed",
        subject=text.block,
        by=by,
        at=at,
        after={
            "language": text.language,
            "version": text.version,
            "since": opened,
            "significance": str(made.significance),
        },
    )


@transaction.atomic
def accept(
    block: Block,
    language: str,
    text: str,
    *,
    version: int,
    by: User | None,
    at: dt.datetime,
    follows: Edit | None = None,
    is_correction: bool = False,
) -> BlockText:
    """Save the wording of an accepted proposal: from now on the other languages follow this one.

    A mere correction leaves them as they are: of a translation, which says no more than its source did, or of
    the spaces and marks of any text. A text that has itself to follow another is brought up to date first:
    its own lag would be forgotten. Wording that was proposed in several languages at once brings each of them
    up to date: `follows` is the edit of the leading one, and this text leads nobody.
    """
    paper, current = _held(block, language, version, text)
    if text == current.text:
        return current
    found = lead(current.block)
    if follows is not None and found is not None and found.edit_id == follows.pk:
        source, leads_none = follows, True
    elif is_behind(current, found):
        raise Refusal("plans.text_behind")
    else:
        source = current.based_on
        leads_none = is_correction and (language != paper.source_language or _same_words(text, current.text))
    significance = Significance.EDITORIAL if leads_none else Significance.SUBSTANTIVE
    return save(paper, current, text, source, EditKind.ACCEPTED, by=by, at=at, significance=significance)


@transaction.atomic
def confirm(block: Block, language: str, *, version: int, by: User | None, at: dt.datetime) -> BlockText:
    """Say that a translation is still right after its source was changed; the text stays as it is."""
    paper, current = _held(block, language, version)
    source = basis(paper, current, lead(current.block))
    if not current.text or source is None or current.based_on_id == source.pk:
        raise Refusal("plans.nothing_to_confirm")
    return save(paper, current, current.text, source, EditKind.CONFIRMED, by=by, at=at)


@transaction.atomic
def reword(
    block: Block,
    language: str,
    text: str,
    *,
    version: int,
    was_behind: bool,
    by: User | None,
    at: dt.datetime,
    significance: str = Significance.SUBSTANTIVE,
) -> BlockText:
    """Save a text in which words were replaced as in others: one that was behind before stays as old as it
    was, one that was not follows what has become of its source in the same act."""
    paper, current = _held(block, language, version, text)
    found = lead(current.block)
    source = current.based_on if was_behind else basis(paper, current, found, significance)
    return save(paper, current, text, source, EditKind.CHANGED, by=by, at=at, significance=significance)


def _same_words(one: str, other: str) -> bool:
    return [sign for sign in one if sign.isalnum()] == [sign for sign in other if sign.isalnum()]


def _held(
    block: Block, language: str, version: int, mine: str | None = None
) -> tuple[ConceptPaper, BlockText]:
    """Lock the draft and return it, and the stored text with its block; refuse a removed block and any other
    version of the text."""
    paper = lock_draft(block.paper_id)
    current = BlockText.objects.select_related("block", "based_on").get(block=block, language=language)
    if current.block.removed_at is not None:
        raise BlockRemoved
    if current.version != version:
        raise StaleBlock(current, current.text if mine is None else mine, text_at(current, version))
    return paper, current


def text_at(text: BlockText, version: int) -> str:
    """Return what a text was in one of its versions: what the next one replaced."""
    following = Edit.objects.filter(block=text.block_id, language=text.language, version__gt=version)
    edit = following.exclude(kind=EditKind.WEIGHED).order_by("version").first()
    return edit.before if edit is not None else text.text


def save(
    paper: ConceptPaper,
    current: BlockText,
    text: str,
    source: Edit | None,
    kind: str,
    *,
    by: User | None,
    at: dt.datetime,
    significance: str = Significance.SUBSTANTIVE,
    origin: Origin = HERE,
) -> BlockText:
    """Store the next version of a text whose version was checked, with its edit and audit entry."""
    _refuse_too_long(text)
    before, version, language, block = current.text, current.version, current.language, current.block
    record(
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
        origin=origin,
    )
    saved = BlockText.objects.filter(pk=current.pk, version=version).update(
        text=text, version=version + 1, based_on=source, edited_by=by
    )
    if not saved:
        raise StaleBlock(BlockText.objects.get(pk=current.pk), text, before)
    current.text, current.version, current.based_on, current.edited_by = text, version + 1, source, by
    if block.kind == BlockKind.TITLE:
        retitle(paper, {language: text})
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
