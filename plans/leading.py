"""Which language of a block leads: the others follow its text, and are behind until they do.

The source language leads. Where a proposal in another language is accepted, that language leads instead, and
the source follows it like the third, until the source is changed on its own again.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from django.db.models import Max, Q, QuerySet

from plans.enums import EditKind, Significance
from plans.models import Block, BlockText, ConceptPaper, Edit


class Lead(NamedTuple):
    """The newest edit that the other languages have to follow, and the language it is in."""

    edit_id: int
    language: str


def _leading(paper: ConceptPaper) -> Q:
    own = Q(language=paper.source_language, based_on=None, significance=Significance.SUBSTANTIVE)
    return own | Q(kind=EditKind.ACCEPTED)


def _by_language(paper: ConceptPaper, edits: QuerySet[Edit]) -> Mapping[int, dict[str, int]]:
    """Return, by block and language, the newest edit that leads (one query)."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    newest = edits.filter(_leading(paper)).order_by().values("block", "language").annotate(newest=Max("pk"))
    for row in newest:
        found[row["block"]][row["language"]] = row["newest"]
    return found


def leads(paper: ConceptPaper, edits: QuerySet[Edit]) -> dict[int, Lead]:
    """Return the lead of each block that `edits` are about, where it has one (one query)."""
    return {
        block: max(Lead(edit_id, language) for language, edit_id in newest.items())
        for block, newest in _by_language(paper, edits).items()
    }


def lead(paper: ConceptPaper, block: Block) -> Lead | None:
    """Return the lead of one block."""
    return leads(paper, Edit.objects.filter(block=block)).get(block.pk)


def is_behind(text: BlockText, lead: Lead | None) -> bool:
    """Tell whether a text has yet to follow the lead."""
    return lead is not None and lead.language != text.language and (text.based_on_id or 0) < lead.edit_id


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
    return Edit.objects.filter(block=text.block_id, language=followed).order_by("pk").last()


class Change(NamedTuple):
    """What a text that is behind has to follow: the leading text as it was known, and as it is."""

    language: str
    before: str
    after: str


def change(paper: ConceptPaper, block: Block, language: str) -> Change:
    """Return what changed in the leading text since the text in `language` was made from it."""
    edits = Edit.objects.filter(block=block)
    newest = _by_language(paper, edits)[block.pk]
    leader = max(newest, key=newest.__getitem__, default=paper.source_language)
    now = BlockText.objects.get(block=block, language=leader).text
    text = BlockText.objects.select_related("based_on").get(block=block, language=language)
    if text.based_on is not None and text.based_on.language == leader:
        return Change(leader, text.based_on.after, now)
    known = max(text.based_on_id or 0, newest.get(language, 0))
    first = edits.filter(_leading(paper), language=leader, pk__gt=known).order_by("pk").first()
    return Change(leader, first.before if first is not None else now, now)
