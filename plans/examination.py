"""What is worth a look in a draft and keeps nothing back: its own warnings, and those of the apps above."""

import uuid
from collections import defaultdict
from collections.abc import Sequence

from plans import proofreading, signals
from plans.models import ConceptPaper
from plans.outline import OutlineRow
from plans.revisions import Finding


def warnings(paper: ConceptPaper, rows: Sequence[OutlineRow]) -> list[Finding]:
    return [*proofreading.warnings(rows), *said_above(paper, rows)]


def said_above(paper: ConceptPaper, rows: Sequence[OutlineRow]) -> list[Finding]:
    """Return what the apps above find in the draft, such as a line that contradicts its record."""
    answers = signals.draft_examined.send(sender=ConceptPaper, paper=paper, rows=rows)
    return [finding for _receiver, found in answers for finding in found]


def by_block(findings: Sequence[Finding]) -> dict[uuid.UUID, list[Finding]]:
    found = defaultdict(list)
    for finding in findings:
        if finding.block is not None:
            found[finding.block.key].append(finding)
    return dict(found)
