"""What a plan shows on paper, as the context of a template. Knows nothing of the renderer."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cica_portal import deadlines
from cica_portal.emphasis import tagged
from cica_portal.languages import pick
from documents.typesetting import Meta, gap, official, whole_words
from plans.attached import Attached, Mark
from plans.comparison.emphasis_changes import restyled
from plans.comparison.redline import ADDED, MOVED_FROM, REMOVED, Change, changed_in, visible
from plans.comparison.runs import Run
from plans.enums import LISTED_KINDS, TextStatus
from plans.models import Revision
from plans.outline import OutlineRow


@dataclass(frozen=True, slots=True)
class PlanBlock:
    """One block of an outline, with its label in the document's language."""

    kind: str
    label: str
    text: str
    key: uuid.UUID | None = None


def plan_blocks(outline: Sequence[OutlineRow], language: str) -> list[PlanBlock]:
    return [PlanBlock(row.kind, row.label[language], row.text(language), row.key) for row in outline]


def is_unofficial(text_status: dict[str, str], language: str) -> bool:
    return text_status.get(language) == TextStatus.UNOFFICIAL


def revision_meta(revision: Revision, language: str) -> Meta:
    return Meta(
        title=pick(revision.titles, language),
        dated=deadlines.seat_date(revision.frozen_at),
        revision=str(revision.label),
        sha256=revision.sha256,
        unofficial=is_unofficial(revision.text_status, language),
    )


def plan_context(
    outline: Iterable[PlanBlock], language: str, meta: Meta, attached: Attached | None = None
) -> dict[str, Any]:
    groups: list[dict[str, Any]] = []
    marks = attached.marks if attached else {}
    for kind, blocks in groupby(outline, key=lambda block: block.kind):
        shown = [
            {
                "label": block.label,
                "html": official(block.text),
                "marks": [_mark(one) for one in marks.get(block.key, ())] if block.key else [],
            }
            for block in blocks
        ]
        if kind in LISTED_KINDS:
            groups.append({"kind": "list", "style": f"{kind}s", "blocks": shown})
        else:
            groups += [{"kind": kind, "style": "", "blocks": [block]} for block in shown]
    return {
        "language": language,
        "groups": groups,
        "unofficial": meta.unofficial,
        "is_draft": meta.is_draft,
        "revision": meta.revision,
        "short_hash": meta.short_hash,
    }


def _mark(mark: Mark) -> tuple[str, uuid.UUID, str]:
    """Return what a mark says before the page with the words, the entry there, and what comes after."""
    # Translators: mark says whose reservation or statement there is; page is the number of the page with it
    said = _("%(mark)s (page %(page)s)") % {"mark": mark.words, "page": "\0"}
    before, _page, after = said.partition("\0")
    return before, mark.entry, after


def change_context(change: Change, language: str) -> dict[str, Any]:
    runs = change.words if change.is_changed else (("equal", change.row.text(language)),)
    elsewhere = change.elsewhere(language)
    return {
        "change": change,
        "elsewhere": changed_in(elsewhere) if elsewhere else "",
        "kind": change.row.kind,
        "label": change.row.label[language],
        # The label goes with what is taken out, and comes with what is added.
        "label_mark": {REMOVED: "del", MOVED_FROM: "del", ADDED: "ins"}.get(change.state, ""),
        "html": marked(runs),
    }


def marked(runs: Iterable[Run]) -> SafeString:
    """Return the runs of a redline as markup; what goes and what comes looks as the style sheets say."""
    marks = {"equal": "{}", "insert": "<ins>{}</ins>", "delete": "<del>{}</del>"}
    shown = restyled(runs)
    return format_html_join(
        "",
        "{}{}",
        (
            (
                gap(before, op, run.text),
                format_html(
                    marks[op],
                    tagged(whole_words(run.text if op == "equal" else visible(run.text)), run.style),
                ),
            )
            for before, (op, run) in zip(["", *(op for op, _run in shown)], shown, strict=False)
        ),
    )
