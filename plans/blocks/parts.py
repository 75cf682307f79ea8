"""Making several blocks of one, and one of two that follow each other, in all languages at once."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from itertools import zip_longest

from django.db import transaction

from cica_portal import emphasis
from cica_portal.errors import Refusal
from cica_portal.languages import LANGUAGES
from members.models import User
from plans.blocks.draft import live, lock_draft
from plans.blocks.places import remove
from plans.blocks.refusals import TextsChanged
from plans.blocks.texts import add, save
from plans.editing import remarks
from plans.editing.pasting import without_mark
from plans.editing.source_language import basis, is_behind, lead
from plans.enums import TEXT_KINDS, EditKind
from plans.models import Block, BlockText, ConceptPaper

SPLIT_KINDS = TEXT_KINDS


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
    block = live(block)
    if block.kind not in SPLIT_KINDS:
        raise Refusal("plans.nothing_to_split")
    count = max((len(found) for found in parts.values()), default=0)
    if count < 2:
        raise Refusal("plans.nothing_to_split")
    current = _checked_versions(block, versions)
    for language, text in current.items():
        if not _same_words(parts[language], text.text):
            raise Refusal("plans.other_words")
    if without_marks:
        parts = {language: [without_mark(part) for part in found] for language, found in parts.items()}
    behind = _behind(block, current)
    first, *others = (
        dict(zip(parts, texts, strict=True)) for texts in zip_longest(*parts.values(), fillvalue="")
    )
    _rewrite(paper, block, current, first, behind, by=by, at=at)
    made, kind, behind = [block], kind or block.kind, behind - {paper.source_language}
    for texts in others:
        made.append(add(paper, kind=kind, texts=texts, after=made[-1], behind=behind, by=by, at=at))
    return made


@transaction.atomic
def join(block: Block, *, versions: Mapping[str, int], by: User | None, at: dt.datetime) -> Block:
    """Add the text of the next block to this one and remove the next, whose open remarks go on here.

    `versions` are those of both, keyed by language for this block and by "next-" and language for the next.
    """
    paper = lock_draft(block.paper_id)
    block = live(block)
    following = next_block(block)
    if following is None or {block.kind, following.kind} - SPLIT_KINDS:
        raise Refusal("plans.not_joined")
    current = _checked_versions(block, versions)
    added = _checked_versions(following, {code: versions.get(f"next-{code}", -1) for code in LANGUAGES})
    texts = {code: joined(current[code].text, added[code].text) for code in LANGUAGES}
    behind = _behind(block, current) | _behind(following, added)
    _rewrite(paper, block, current, texts, behind, by=by, at=at)
    remarks.carry(following.remarks.open(), block, by=by, at=at)
    remove(following, by=by, at=at)
    return block


def next_block(block: Block) -> Block | None:
    others = Block.objects.filter(paper=block.paper_id, removed_at=None, position__gt=block.position)
    return others.order_by("position", "pk").first()


def joined(first: str, second: str) -> str:
    return " ".join(text for text in (first.rstrip(), second.lstrip()) if text)


def _same_words(parts: Sequence[str], text: str) -> bool:
    """Tell whether parts hold the words of a text; emphasis may be closed and opened again between them."""
    said = [(" ".join(parts), text), (" ".join(map(emphasis.plain, parts)), emphasis.plain(text))]
    return any("".join(one.split()) == "".join(other.split()) for one, other in said)


def _checked_versions(block: Block, versions: Mapping[str, int]) -> dict[str, BlockText]:
    texts = {text.language: text for text in BlockText.objects.filter(block=block).select_related("block")}
    if any(text.version != versions.get(language, -1) for language, text in texts.items()):
        raise TextsChanged
    return texts


def _behind(block: Block, texts: Mapping[str, BlockText]) -> set[str]:
    """Return the languages whose text in this block has yet to follow the one that leads."""
    found = lead(block)
    return {language for language, text in texts.items() if text.text and is_behind(text, found)}


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
        source = basis(paper, text, lead(block)) if texts[language] else None
        if language in behind:
            source = text.based_on
        save(paper, text, texts[language], source, EditKind.CHANGED, by=by, at=at)
