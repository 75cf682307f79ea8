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
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
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


def _leading(source: str) -> Q:
    own = Q(language=source, based_on=None) | Q(kind=EditKind.ACCEPTED)
    return own & Q(significance=Significance.SUBSTANTIVE)


def leads(source: str, edits: QuerySet[Edit]) -> dict[int, Lead]:
    """Return the lead of each block that `edits` of drafts of one source language are about, where it has one
    (two queries)."""
    by_block = _by_language(_newest(edits, source))
    found = {
        block: max((edit_id, language) for language, edit_id in newest.items()) + (newest,)
        for block, newest in by_block.items()
    }
    languages = {block: language for block, (_edit, language, _newest) in found.items()}
    turned = [block for block, language in languages.items() if language != source]
    steps: dict[int, list[Step]] = defaultdict(list)
    for block, *values in _newer(edits, source, turned):
        step = Step(*values)
        if languages.get(block) == step.language:
            steps[block].append(step)
    return {block: Lead(*lead, tuple(steps.get(block, ()))) for block, lead in found.items()}


def _newest(edits: QuerySet[Edit], source: str) -> QuerySet[Edit, tuple[int, str, int]]:
    """Ask, by block and language, for the newest edit that leads."""
    grouped = edits.filter(_leading(source)).order_by().values("block", "language")
    return grouped.annotate(newest=Max("pk")).values_list("block", "language", "newest")


def _by_language(rows: Iterable[tuple[int, str, int]]) -> Mapping[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for block, language, newest in rows:
        found[block][language] = newest
    return found


def _newer(edits: QuerySet[Edit], source: str, turned: Sequence[int]) -> QuerySet[Edit, tuple[Any, ...]]:
    """Ask for the edits of the leading texts that are newer than what some text of the block was made from;
    of the blocks that are `turned` another language than the source leads."""
    made_earlier = Q(based_on__lt=OuterRef("pk")) | Q(based_on=None)
    followers = BlockText.objects.filter(made_earlier, block=OuterRef("block")).exclude(text="")
    newer = Exists(followers.exclude(language=OuterRef("language")))
    rows = edits.filter(newer, Q(language=source) | Q(block__in=turned)).order_by("pk")
    return rows.values_list("block", "pk", *Step._fields[1:])


def lead(paper: ConceptPaper, block: Block) -> Lead | None:
    """Return the lead of one block (two queries)."""
    return leads(paper.source_language, Edit.objects.filter(block=block)).get(block.pk)


class Following(Protocol):
    """What is asked of a text to tell whether it follows: a row of BlockText, or these columns of one."""

    @property
    def language(self) -> str: ...

    @property
    def based_on_id(self) -> int | None: ...


def is_behind(text: Following, lead: Lead | None) -> bool:
    """Tell whether a text has yet to follow the lead: it was made from other words than that has now."""
    if lead is None or lead.language == text.language:
        return False
    base = max(text.based_on_id or 0, lead.newest.get(text.language, 0))
    return base < lead.edit_id and not _came_back(lead.steps, base)


def behind_since(text: Following, lead: Lead) -> dt.datetime | None:
    """Return when the others had first to follow what a text that is behind does not follow yet."""
    base = max(text.based_on_id or 0, lead.newest.get(text.language, 0))
    return next((step.at for step in lead.steps if step.edit_id > base and _led(step)), None)


def unfollowed(text: Following, lead: Lead | None) -> "Change | None":
    """Return what a text that is behind has to follow, from what is known of its lead (no query)."""
    if lead is None:
        return None
    base = max(text.based_on_id or 0, lead.newest.get(text.language, 0))
    since = [step for step in lead.steps if step.edit_id > base]
    return Change(lead.language, since[0].before, since[-1].after) if since else None


def another_led() -> Exists:
    """Ask of texts whether another language has led since what they were made from: of those where none has,
    none is behind."""
    source = OuterRef("block__paper__source_language")
    later = Edit.objects.filter(
        _leading(source), block=OuterRef("block"), pk__gt=Coalesce(OuterRef("based_on"), 0)
    )
    return Exists(later.exclude(language=OuterRef("language")))


def behind(paper: ConceptPaper, key: uuid.UUID | None = None) -> set[tuple[uuid.UUID, str]]:
    """Return the texts of a draft, or of its block `key` alone, that have yet to follow, by the key of their
    block and language (three queries)."""
    of = {"block__paper": paper, "block__removed_at": None} | ({"block__key": key} if key else {})
    found = leads(paper.source_language, Edit.objects.filter(**of))
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


class Change(NamedTuple):
    """What a text that is behind has to follow: the leading text as it was known, and as it is."""

    language: str
    before: str
    after: str


def change(paper: ConceptPaper, block: Block, language: str) -> Change:
    """Return what changed in the leading text since the text in `language` was made from it."""
    edits = Edit.objects.filter(block=block)
    newest = _by_language(_newest(edits, paper.source_language))[block.pk]
    leader = max(newest, key=newest.__getitem__, default=paper.source_language)
    now = BlockText.objects.get(block=block, language=leader).text
    text = BlockText.objects.select_related("based_on").get(block=block, language=language)
    if text.based_on is not None and text.based_on.language == leader:
        return Change(leader, text.based_on.after, now)
    known = max(text.based_on_id or 0, newest.get(language, 0))
    first = (
        edits.filter(_leading(paper.source_language), language=leader, pk__gt=known).order_by("pk").first()
    )
    return Change(leader, first.before if first is not None else now, now)
