"""The lines of plans that initiatives follow: as drafted for those who prepare a plan, else as frozen; behind
them the lines that supplement an adopted plan."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef

from cica_portal import emphasis
from cica_portal.languages import LANGUAGES, pick
from initiatives.models import Initiative
from members.models import User
from plans.enums import BlockKind
from plans.labels import NO_LABEL, Label, labelled
from plans.models import Block, BlockText, Revision, RevisionBlock

SHOWN = (BlockKind.INITIATIVE, BlockKind.OBJECTIVE)


class Line(NamedTuple):
    """An objective or an initiative of a plan, with its label and its text by language, without its marks; a
    supplement has no label."""

    key: uuid.UUID
    kind: str
    label: Label
    texts: Mapping[str, str]
    is_supplement: bool = False


def of_plan(paper: int, user: User | None, initiatives: Collection[Initiative] = ()) -> list[Line]:
    """Return the lines of one plan, also where it has no initiative: as `of_initiatives` does."""
    return _lines({paper}, user, initiatives, None).get(paper, [])


def of_initiatives(
    initiatives: Collection[Initiative], user: User | None, *, alone: bool = False
) -> dict[int, list[Line]]:
    """Return by plan the objectives and initiatives of the plans of these initiatives, in document order, in
    three queries at most; without a reader, as every Member State reads them.

    Where a page shows few of them, it asks for these `alone`: no other text is read. The supplements among
    the initiatives come last, in the order of their acceptance; they are read with `proposal_decision`.
    """
    papers = {one.paper_id for one in initiatives}
    return _lines(papers, user, initiatives, {one.block_key for one in initiatives} if alone else None)


def by_key(found: Mapping[int, Iterable[Line]]) -> dict[uuid.UUID, Line]:
    return {line.key: line for of_plan in found.values() for line in of_plan}


def supplements(initiatives: Iterable[Initiative]) -> list[tuple[int, uuid.UUID, Mapping[str, str]]]:
    """Return plan, key and texts of those that supplement an adopted plan, in the order of acceptance."""
    taken = [one for one in initiatives if (made := getattr(one, "proposal_decision", None)) and made.line]
    taken.sort(key=lambda one: (one.proposal_decision.at, one.proposal_decision.pk))
    return [(one.paper_id, one.block_key, one.proposal_decision.line) for one in taken]


def _lines(
    papers: Collection[int],
    user: User | None,
    initiatives: Iterable[Initiative],
    keys: Collection[uuid.UUID] | None,
) -> dict[int, list[Line]]:
    """Return the lines as their reader knows them: as drafted for those who prepare a plan."""
    read = _frozen if user is None or user.is_delegate else _draft
    found = _labelled(read(papers, keys), keys)
    for paper, key, texts in supplements(initiatives):
        line = Line(key, BlockKind.INITIATIVE, NO_LABEL, texts, is_supplement=True)
        found[paper] = [*found.get(paper, []), line]
    return found


def title(initiative: Initiative, line: Line | None, language: str) -> str:
    """Return what an initiative is called: by its line; without one that may be read, as its State proposed
    it, or by its kind."""
    decision = getattr(initiative, "proposal_decision", None)
    proposed = decision.event.title if decision else ""
    return (pick(line.texts, language) if line else proposed) or str(initiative.get_kind_display())


def title_language(initiative: Initiative, line: Line | None, language: str) -> str:
    """Return the language of what an initiative is called, which a text still to be translated is not in."""
    decision = getattr(initiative, "proposal_decision", None)
    if line is None:
        return decision.event.language if decision else language
    return next((code for code in (language, *LANGUAGES) if line.texts.get(code)), language)


def plan_title(initiative: Initiative, user: User, language: str) -> str:
    """Return the title as last frozen for a delegate, who reads no draft; for the others the present one."""
    if not user.is_delegate:
        return pick(initiative.paper.titles, language)
    return pick(initiative.plan_titles or {}, language) or initiative.paper.measure.title


def _frozen(papers: Collection[int], keys: Collection[uuid.UUID] | None) -> Mapping[int, list[Any]]:
    """Return the blocks of the last revision of each plan: Member States read nothing else."""
    later = Revision.objects.filter(paper=OuterRef("paper"), number__gt=OuterRef("number"))
    last = Revision.objects.filter(~Exists(later), paper__in=papers)
    rows = RevisionBlock.objects.filter(revision__in=last)
    in_order = rows.order_by("revision", "position")
    found: dict[int, list[Any]] = defaultdict(list)
    if keys is None:
        for paper, *block in in_order.values_list("revision__paper", "key", "kind", "texts"):
            found[paper].append(block)
        return found
    texts = dict(rows.filter(key__in=keys).values_list("key", "texts"))
    for paper, key, kind in in_order.values_list("revision__paper", "key", "kind"):
        found[paper].append((key, kind, texts.get(key, {})))
    return found


def _draft(papers: Collection[int], keys: Collection[uuid.UUID] | None) -> Mapping[int, list[Any]]:
    blocks = Block.objects.filter(paper__in=papers, removed_at=None)
    texts: dict[int, dict[str, str]] = defaultdict(dict)
    wanted = blocks.filter(kind__in=SHOWN) if keys is None else blocks.filter(key__in=keys)
    shown = BlockText.objects.filter(block__in=wanted)
    for block, language, text in shown.values_list("block", "language", "text"):
        texts[block][language] = text
    found: dict[int, list[Any]] = defaultdict(list)
    for paper, pk, key, kind in blocks.order_by("position", "pk").values_list("paper", "pk", "key", "kind"):
        found[paper].append((key, kind, texts[pk]))
    return found


def _labelled(
    plans: Mapping[int, Iterable[Any]], keys: Collection[uuid.UUID] | None
) -> dict[int, list[Line]]:
    found = {}
    for paper, blocks in plans.items():
        rows = list(blocks)
        labels = labelled([kind for _key, kind, _texts in rows])
        found[paper] = [
            Line(key, kind, label, {language: emphasis.plain(text) for language, text in texts.items()})
            for (key, kind, texts), label in zip(rows, labels, strict=True)
            if kind in SHOWN and (keys is None or key in keys)
        ]
    return found
