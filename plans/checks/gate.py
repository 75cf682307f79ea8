"""The release gate: a draft is circulated when its languages are equal, up to date and reviewed.

What would make the text unequal (missing, or of another structure) keeps it back whatever anybody says; a
text that is stale or unreviewed, or a measure called by another name than its own, can be let through by a
signatory, with a reason that is recorded.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cica_portal.errors import Refusal
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
    "en": _("%(place)s: the English text is older than its source."),
    "ru": _("%(place)s: the Russian text is older than its source."),
    "kk": _("%(place)s: the Kazakh text is older than its source."),
}
UNREVIEWED = {
    "en": _("%(place)s: the English text is not reviewed."),
    "ru": _("%(place)s: the Russian text is not reviewed."),
    "kk": _("%(place)s: the Kazakh text is not reviewed."),
}
NOT_READY = {editor_rows.STALE: STALE, editor_rows.UNREVIEWED: UNREVIEWED}
PARAGRAPHS_DIFFER = _(
    "%(place)s: the number of paragraphs must be the same. English: %(en)s; Russian: %(ru)s; Kazakh: %(kk)s."
)
EMPTY_OBJECTIVE = {
    "en": _("%(place)s: the English text is blank."),
    "ru": _("%(place)s: the Russian text is blank."),
    "kk": _("%(place)s: the Kazakh text is blank."),
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
            for name in ("stale", "unreviewed", "misnamed")
            for finding in getattr(self, name)
        ]


def look(paper: ConceptPaper, rows: Sequence[editor_rows.Row] | None = None) -> Gate:
    """Hold the working draft to the gate as it stands now (two queries more than the rows of the editor)."""
    rows = editor_rows.rows(paper) if rows is None else rows
    unequal, kept = revisions.findings(paper, rows), {editor_rows.STALE: [], editor_rows.UNREVIEWED: []}
    for row in rows:
        unequal += _unequal(row)
        for cell in row.cells:
            if cell.state in kept:
                sentence = NOT_READY[cell.state][cell.language]
                kept[cell.state].append(Finding(row, cell.language, sentence))
    misnamed = naming.findings(paper, rows)
    found = Gate(revisions.content_sha256(paper, rows), unequal, *kept.values(), misnamed, None)
    if not found.overridable:
        return found
    overrides = GateOverride.objects.filter(paper=paper, content_sha256=found.sha256).select_related("by")
    last = overrides.last()
    is_let = last is not None and all(fact in last.findings for fact in found.facts)
    return replace(found, override=last) if is_let else found


def _unequal(row: editor_rows.Row) -> list[Finding]:
    """Return where the languages of one block differ in structure, besides a text that is missing."""
    found = []
    if row.kind == BlockKind.OBJECTIVE:
        for language, text in row.texts.items():
            if not is_blank(text) and not any(char.isalnum() for char in text):
                found.append(Finding(row, language, EMPTY_OBJECTIVE[language]))
    counts = {language: len(paragraphs(text)) for language, text in row.texts.items()}
    if all(counts.values()) and len(set(counts.values())) > 1:
        found.append(Finding(row, "", PARAGRAPHS_DIFFER, counts))
    return found


@transaction.atomic
def override(
    paper: ConceptPaper, *, expected_sha256: str, expected: int, reason: str, by: User, at: dt.datetime
) -> GateOverride:
    """Let the draft as it stands through the gate in spite of stale or unreviewed texts, with the reason.

    `expected_sha256` and `expected` are the text and the number of findings that the signatory was shown.
    """
    by.require("plans.override_gate", paper)
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
