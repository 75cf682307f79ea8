"""The release gate: a draft is circulated when its languages are equal, up to date and reviewed.

What would make the text unequal (missing, or of another structure) keeps it back whatever anybody says; a
text that is stale or unreviewed, or a measure called by another name than its own, can be let through by a
signatory, with a reason that is recorded.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cica_portal.errors import NotAllowed, Refusal
from cica_portal.text import is_blank
from members import audit
from members.models import User
from plans import revisions
from plans.blocks import lock_draft
from plans.checks import naming
from plans.editing import editor_rows
from plans.editing.pasting import paragraphs
from plans.enums import BlockKind
from plans.models import ConceptPaper, GateOverride
from plans.revisions import Finding

# Whole sentences, since a language's name is inflected.
STALE = {
    # Translators: number is the number of the block in the plan; kind is its kind, as “paragraph”.
    "en": _("Block %(number)s (%(kind)s): the English text is older than its source."),
    # Translators: number is the number of the block in the plan; kind is its kind, as “paragraph”.
    "ru": _("Block %(number)s (%(kind)s): the Russian text is older than its source."),
    # Translators: number is the number of the block in the plan; kind is its kind, as “paragraph”.
    "kk": _("Block %(number)s (%(kind)s): the Kazakh text is older than its source."),
}
UNREVIEWED = {
    # Translators: number is the number of the block in the plan; kind is its kind, as “paragraph”.
    "en": _("Block %(number)s (%(kind)s): the English text is not reviewed."),
    # Translators: number is the number of the block in the plan; kind is its kind, as “paragraph”.
    "ru": _("Block %(number)s (%(kind)s): the Russian text is not reviewed."),
    # Translators: number is the number of the block in the plan; kind is its kind, as “paragraph”.
    "kk": _("Block %(number)s (%(kind)s): the Kazakh text is not reviewed."),
}
PARAGRAPHS_DIFFER = _(
    # Translators: number is the number of the block in the plan; kind is its kind, as “paragraph”; en, ru and
    # kk are counts of paragraphs.
    "Block %(number)s (%(kind)s): the number of paragraphs must be the same. "
    "English: %(en)s; Russian: %(ru)s; Kazakh: %(kk)s."
)
EMPTY_OBJECTIVE = {
    # Translators: number is the number of the block in the plan.
    "en": _("Block %(number)s (objective): the English text is blank."),
    # Translators: number is the number of the block in the plan.
    "ru": _("Block %(number)s (objective): the Russian text is blank."),
    # Translators: number is the number of the block in the plan.
    "kk": _("Block %(number)s (objective): the Kazakh text is blank."),
}


@dataclass(frozen=True)
class Gate:
    """What the gate found: what keeps the draft back for good, and what a signatory may let through."""

    sha256: str
    unequal: Sequence[Finding]
    stale: Sequence[Finding]
    unreviewed: Sequence[Finding]
    misnamed: Sequence[Finding]
    override: GateOverride | None

    @property
    def overridable(self) -> list[Finding]:
        return [*self.stale, *self.unreviewed, *self.misnamed]

    @property
    def is_overridden(self) -> bool:
        return self.override is not None

    @property
    def is_open(self) -> bool:
        return not self.unequal and (self.is_overridden or not self.overridable)

    @property
    def facts(self) -> list[list[str]]:
        """What an override lets through, as plain values that can be recorded and compared."""
        return [
            [name, str(finding.block.key) if finding.block else "", finding.language]
            for name, found in (
                ("stale", self.stale),
                ("unreviewed", self.unreviewed),
                ("misnamed", self.misnamed),
            )
            for finding in found
        ]


def look(paper: ConceptPaper, rows: Sequence[editor_rows.Row] | None = None) -> Gate:
    """Hold the working draft to the gate as it stands now (two queries more than the rows of the editor)."""
    rows = editor_rows.rows(paper) if rows is None else rows
    outline = [row.outline for row in rows]
    unequal = revisions.findings(paper, outline)
    stale, unreviewed = [], []
    for number, row in enumerate(rows, start=1):
        values = {"number": number, "kind": row.block.get_kind_display()}
        unequal += _unequal(row, outline[number - 1], values)
        for cell in row.cells:
            if cell.state == editor_rows.STALE:
                stale.append(Finding(outline[number - 1], cell.language, STALE[cell.language], values))
            elif cell.state == editor_rows.UNREVIEWED:
                finding = Finding(outline[number - 1], cell.language, UNREVIEWED[cell.language], values)
                unreviewed.append(finding)
    misnamed = naming.findings(paper, outline)
    found = Gate(revisions.content_sha256(paper, outline), unequal, stale, unreviewed, misnamed, None)
    if not found.overridable:
        return found
    override = (
        GateOverride.objects.filter(paper=paper, content_sha256=found.sha256).select_related("by").last()
    )
    if override is None or not {tuple(fact) for fact in found.facts} <= {tuple(f) for f in override.findings}:
        return found
    return Gate(found.sha256, unequal, stale, unreviewed, misnamed, override)


def _unequal(row: editor_rows.Row, outline: Any, values: dict[str, Any]) -> list[Finding]:
    """Return where the languages of one block differ in structure, besides a text that is missing."""
    found = []
    texts = {cell.language: cell.text for cell in row.cells}
    if row.block.kind == BlockKind.OBJECTIVE:
        for language, text in texts.items():
            if not is_blank(text) and not any(char.isalnum() for char in text):
                found.append(Finding(outline, language, EMPTY_OBJECTIVE[language], values))
    counts = {language: len(paragraphs(text)) for language, text in texts.items()}
    if all(counts.values()) and len(set(counts.values())) > 1:
        found.append(Finding(outline, "", PARAGRAPHS_DIFFER, values | counts))
    return found


@transaction.atomic
def override(
    paper: ConceptPaper, *, expected_sha256: str, expected: int, reason: str, by: User, at: dt.datetime
) -> GateOverride:
    """Let the draft as it stands through the gate in spite of stale or unreviewed texts, with the reason.

    `expected_sha256` and `expected` are the text and the number of findings that the signatory was shown.
    """
    if not by.has_perm("plans.override_gate", paper):
        raise NotAllowed
    if is_blank(reason):
        raise Refusal("plans.reason_missing")
    locked = lock_draft(paper.pk)
    gate = look(locked)
    if gate.unequal:
        raise Refusal("plans.not_overridable")
    if not gate.overridable or gate.is_overridden:
        raise Refusal("plans.nothing_to_override")
    if gate.sha256 != expected_sha256 or len(gate.overridable) != expected:
        raise Refusal("plans.gate_moved")
    made = GateOverride.objects.create(
        paper=locked, content_sha256=gate.sha256, findings=gate.facts, reason=reason, by=by, at=at
    )
    audit.record(
        "paper.override_gate",
        subject=locked,
        by=by,
        at=at,
        after={"content": gate.sha256, "findings": gate.facts, "reason": reason},
    )
    return made
