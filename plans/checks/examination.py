"""What is worth a look in a draft and keeps nothing back: its own warnings, and those of the apps above."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from plans import signals
from plans.checks import proofreading
from plans.models import ConceptPaper
from plans.outline import OutlineRow
from plans.revisions import Finding
from plans.terms import findings, glossary


@dataclass(frozen=True, slots=True)
class Beside:
    """What an app above knows of a block by now: in the languages read, with its page and what disagrees.

    Of no block of the text it is a supplement to it: then `line` is what it says, in each language.
    """

    words: Mapping[str, str]
    link: str
    findings: Sequence[Finding]
    line: Mapping[str, str] = field(default_factory=dict)


def known_by_now(
    paper: ConceptPaper, rows: Sequence[OutlineRow], languages: Sequence[str]
) -> dict[uuid.UUID, Beside]:
    """Return what stands beside the blocks of an adopted text, and behind it: the text itself stays as it was
    approved."""
    answers = signals.adopted_text_read.send(sender=ConceptPaper, paper=paper, rows=rows, languages=languages)
    return {key: beside for _receiver, found in answers for key, beside in found.items()}


def warnings(paper: ConceptPaper, rows: Sequence[OutlineRow]) -> list[Finding]:
    of_terms = findings.findings(rows, paper.source_language, glossary.entries())
    return [*proofreading.warnings(rows), *of_terms, *said_above(paper, rows)]


def said_above(paper: ConceptPaper, rows: Sequence[OutlineRow]) -> list[Finding]:
    """Return what the apps above find in the draft, such as a line that contradicts its record."""
    answers = signals.draft_examined.send(sender=ConceptPaper, paper=paper, rows=rows)
    return [one for _receiver, found in answers for one in found]


def by_block(listed: Sequence[Finding]) -> dict[uuid.UUID, list[Finding]]:
    found = defaultdict(list)
    for finding in listed:
        if finding.block is not None:
            found[finding.block.key].append(finding)
    return dict(found)
