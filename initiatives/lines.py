"""The lines of plans that initiatives follow: as drafted for those who prepare a plan, else as frozen; behind
them the lines that supplement an adopted plan."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from itertools import groupby
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


# The lines of some plans by their keys, plan by plan in document order.
Lines = dict[uuid.UUID, Line]


def find_lines(initiatives: Collection[Initiative], user: User | None) -> Lines:
    """Return the objectives and initiatives of the plans of these initiatives, in three queries at most;
    without a reader, as every Member State reads them.

    The supplements among the initiatives come last, in the order of their acceptance; they are read with
    `proposal_decision`.
    """
    return find_lines_of({one.paper_id for one in initiatives}, user, initiatives)


def find_lines_of(
    papers: Collection[int], user: User | None, initiatives: Iterable[Initiative] = ()
) -> Lines:
    """Return the lines of plans, also of those that have no initiative, as their reader knows them: as
    drafted for those who prepare a plan."""
    read = _read_frozen if user is None or user.is_delegate else _read_draft
    order, texts = read(papers)
    found: Lines = {}
    for _paper, blocks in groupby(order, key=lambda block: block[0]):
        rows = list(blocks)
        labels = labelled([kind for _paper, _key, kind in rows])
        for (_paper, key, kind), label in zip(rows, labels, strict=True):
            if kind in SHOWN:
                said = {code: emphasis.plain(text) for code, text in texts.get(key, {}).items()}
                found[key] = Line(key, kind, label, said)
    for key, line in find_supplements(initiatives).items():
        found[key] = Line(key, BlockKind.INITIATIVE, NO_LABEL, line, is_supplement=True)
    return found


def find_supplements(initiatives: Iterable[Initiative]) -> dict[uuid.UUID, Mapping[str, str]]:
    """Return the texts of those that supplement an adopted plan, in the order of acceptance."""
    taken = [one for one in initiatives if (made := getattr(one, "proposal_decision", None)) and made.line]
    taken.sort(key=lambda one: (one.proposal_decision.at, one.proposal_decision.pk))
    return {one.block_key: one.proposal_decision.line for one in taken}


def list_objectives(found: Lines, language: str) -> list[tuple[str, str]]:
    """Return key and text of the objectives among lines, as a form offers them."""
    return [
        (str(line.key), f"{line.label.cited(language)} {pick(line.texts, language)}")
        for line in found.values()
        if line.kind == BlockKind.OBJECTIVE
    ]


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


def plan_title(initiative: Initiative, user: User | None, language: str) -> str:
    """Return the title as last frozen for a delegate, who reads no draft; for the others the present one."""
    if user is not None and not user.is_delegate:
        return pick(initiative.paper.titles, language)
    return pick(initiative.plan_titles or {}, language) or initiative.paper.measure.title


def _read_frozen(papers: Collection[int]) -> tuple[Iterable[Any], Mapping[uuid.UUID, Mapping[str, str]]]:
    """Return plan, key and kind of the blocks of each last revision in their order, and their texts by
    key: Member States read nothing else."""
    later = Revision.objects.filter(paper=OuterRef("paper"), number__gt=OuterRef("number"))
    last = Revision.objects.filter(~Exists(later), paper__in=papers)
    rows = RevisionBlock.objects.filter(revision__in=last).order_by("revision", "position")
    read = list(rows.values_list("revision__paper", "key", "kind", "texts"))
    return [tuple(block) for *block, _texts in read], {key: texts for _paper, key, _kind, texts in read}


def _read_draft(papers: Collection[int]) -> tuple[Iterable[Any], Mapping[uuid.UUID, Mapping[str, str]]]:
    rows = Block.objects.filter(paper__in=papers, removed_at=None)
    texts: dict[uuid.UUID, dict[str, str]] = defaultdict(dict)
    said = BlockText.objects.filter(block__in=rows.filter(kind__in=SHOWN))
    for key, language, text in said.values_list("block__key", "language", "text"):
        texts[key][language] = text
    return rows.order_by("paper", "position", "pk").values_list("paper", "key", "kind"), texts
