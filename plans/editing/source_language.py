"""Which language of a block leads: the others follow its text, and are behind until they do.

The source language leads. Where a proposal in another language is accepted, that language leads instead, and
the source follows it like the third, until the source is changed on its own again. A correction of a
translation leads nobody: it is recorded as editorial.

A text is behind where the leading one has other words now than those it was made from, however many edits lie
between: words that came back, and words of the same sense, leave it as current as it was.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import dropwhile
from typing import Any, NamedTuple

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from plans.enums import EditKind, Significance
from plans.models import Block, BlockText, ConceptPaper, Edit


class Step(NamedTuple):
    """One edit of the leading text, as far as it matters to those that follow."""

    edit_id: int
    language: str
    kind: str
    significance: str
    before: str
    after: str
    based_on: int | None
    at: dt.datetime

    @property
    def is_editorial(self) -> bool:
        return self.significance == Significance.EDITORIAL


class Lead(NamedTuple):
    """The newest edit that the other languages have to follow, and the language it is in.

    `newest` holds by language its newest edit that led; `steps` how the leading text came about since the
    oldest text that follows it, in order.
    """

    edit_id: int
    language: str
    newest: Mapping[str, int]
    steps: tuple[Step, ...] = ()


class Change(NamedTuple):
    """What a text that is behind has to follow: the leading text as it was known, and as it is."""

    language: str
    before: str
    after: str


_SOURCE = "block__paper__source_language"
_IN_SOURCE = Q(language=F(_SOURCE))
_LEADING = ((_IN_SOURCE & Q(based_on=None)) | Q(kind=EditKind.ACCEPTED)) & Q(
    significance=Significance.SUBSTANTIVE
)


def leads(edits: QuerySet[Edit]) -> dict[int, Lead]:
    """Return the lead of each block that `edits` of drafts are about, where it has one (two queries)."""
    by_block: dict[int, dict[str, int]] = defaultdict(dict)
    grouped = edits.filter(_LEADING).order_by().values("block", "language").annotate(newest=Max("pk"))
    sources = {}
    for block, language, newest, source in grouped.values_list("block", "language", "newest", _SOURCE):
        by_block[block][language], sources[block] = newest, source
    languages = {block: max(newest, key=newest.__getitem__) for block, newest in by_block.items()}
    turned = [block for block, language in languages.items() if language != sources[block]]
    steps: dict[int, list[Step]] = defaultdict(list)
    for block, *values in _newer(edits, turned):
        step = Step(*values)
        if languages.get(block) == step.language:
            steps[block].append(step)
    return {
        block: Lead(by_block[block][language], language, by_block[block], tuple(steps.get(block, ())))
        for block, language in languages.items()
    }


def _newer(edits: QuerySet[Edit], turned: Sequence[int]) -> QuerySet[Edit, tuple[Any, ...]]:
    """Ask for the edits of the leading texts that are newer than what some text of the block was made from;
    of the blocks that are `turned` another language than the source leads."""
    made_earlier = Q(based_on__lt=OuterRef("pk")) | Q(based_on=None)
    followers = BlockText.objects.filter(made_earlier, block=OuterRef("block")).exclude(text="")
    newer = Exists(followers.exclude(language=OuterRef("language")))
    rows = edits.filter(newer, _IN_SOURCE | Q(block__in=turned)).order_by("pk")
    return rows.values_list("block", "pk", *Step._fields[1:])


def lead(block: Block) -> Lead | None:
    """Return the lead of one block (two queries)."""
    return leads(Edit.objects.filter(block=block)).get(block.pk)


def is_behind(text: BlockText, lead: Lead | None) -> bool:
    """Tell whether a text has yet to follow the lead: it was made from other words than that has now."""
    if lead is None or lead.language == text.language:
        return False
    base = _base(text, lead)
    return base < lead.edit_id and not _came_back(lead.steps, base)


def _base(text: BlockText, lead: Lead) -> int:
    """Return the last edit that a text follows or made itself."""
    return max(text.based_on_id or 0, lead.newest.get(text.language, 0))


def behind_since(text: BlockText, lead: Lead) -> dt.datetime | None:
    """Return when the others had first to follow what a text that is behind does not follow yet."""
    base = _base(text, lead)
    return next((step.at for step in lead.steps if step.edit_id > base and _led(step)), None)


def unfollowed(text: BlockText, lead: Lead | None) -> Change | None:
    """Return what a text has yet to follow, from what is known of its lead (no query); none where it is not
    behind, or where it was brought up to date after it was read: then nothing is known that is newer.

    What the leading text itself became from the edit that both follow is known to it already.
    """
    if lead is None or not is_behind(text, lead):
        return None
    base = _base(text, lead)
    newer = (step for step in lead.steps if step.edit_id > base)
    since = [*dropwhile(lambda step: not _led(step) and (step.based_on or base + 1) <= base, newer)]
    return Change(lead.language, since[0].before, since[-1].after) if since else None


def another_led() -> Exists:
    """Ask of texts whether another language has led since what they were made from: of those where none has,
    none is behind."""
    later = Edit.objects.filter(_LEADING, block=OuterRef("block"), pk__gt=Coalesce(OuterRef("based_on"), 0))
    return Exists(later.exclude(language=OuterRef("language")))


def behind(paper: ConceptPaper, key: uuid.UUID | None = None) -> set[tuple[uuid.UUID, str]]:
    """Return the texts of a draft, or of its block `key` alone, that have yet to follow, by the key of their
    block and language (three queries)."""
    of = {"block__paper": paper, "block__removed_at": None} | ({"block__key": key} if key else {})
    found = leads(Edit.objects.filter(**of))
    texts = BlockText.objects.filter(**of).exclude(text="")
    return {
        (text.block.key, text.language)
        for text in texts.select_related("block")
        if is_behind(text, found.get(text.block_id))
    }


def _led(step: Step) -> bool:
    """Tell whether the others had to follow an edit of the leading text."""
    return not step.is_editorial and (step.kind == EditKind.ACCEPTED or step.based_on is None)


def _came_back(steps: tuple[Step, ...], base: int) -> bool:
    """Tell whether the leading text says again, or still, what it said at `base`.

    Words that an editorial change put in place of others say the same. So do those that were made from the
    text at `base` themselves, before anything else led.
    """
    since = [step for step in steps if step.edit_id > base]
    if not since:
        return False
    known = since[0].before
    same, has_led = {known}, False
    for step in since:
        has_led = has_led or _led(step)
        if step.is_editorial and step.before in same or not has_led and (step.based_on or base + 1) <= base:
            same.add(step.after)
        elif step.kind == EditKind.WEIGHED and step.after != known:
            same.discard(step.after)
    return since[-1].after in same


def basis(
    paper: ConceptPaper,
    text: BlockText,
    found: Lead | None,
    significance: str = Significance.SUBSTANTIVE,
) -> Edit | None:
    """Return the edit on which `text`, saved now, is based; none where it leads on its own."""
    if text.language == paper.source_language and not is_behind(text, found):
        return None if significance == Significance.SUBSTANTIVE else text.based_on
    followed = found.language if found is not None else paper.source_language
    if followed == text.language:
        followed = paper.source_language
    return Edit.objects.filter(block=text.block_id, language=followed).order_by("-pk").first()
