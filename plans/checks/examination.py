"""What is worth a look in a draft and keeps nothing back: its own warnings, and those of the apps above."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from plans import signals
from plans.checks import naming, proofreading
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


@dataclass(frozen=True, slots=True)
class Source:
    """Where the words of a block come from: in a word, with the page of what they come from; and what sets
    them from it again, where they are others."""

    word: Any
    mark: str
    link: str
    link_word: Any
    act: str = ""
    act_word: Any = ""


class Placed(Protocol):
    """A block of the draft as its order has it."""

    @property
    def key(self) -> uuid.UUID: ...

    @property
    def kind(self) -> str: ...


class Way(NamedTuple):
    """What an app above offers for a draft: an address, and what is done there."""

    link: str
    word: Any


@dataclass(frozen=True, slots=True)
class Shown:
    """What an app above knows of a draft that is being edited, block by block, and offers for it."""

    findings: Sequence[Finding] = ()
    sources: Mapping[uuid.UUID, Source] = field(default_factory=dict)
    ways: Sequence[Way] = ()


def shown(paper: ConceptPaper, rows: Sequence[OutlineRow], order: Sequence[Placed] = ()) -> Shown:
    """Return what the apps above know of some blocks of a draft, all together; and what they offer for the
    whole, whose `order` is given."""
    answers = signals.draft_shown.send(sender=ConceptPaper, paper=paper, rows=rows, order=order)
    found = [answer for _receiver, answer in answers]
    return Shown(
        findings=[finding for one in found for finding in one.findings],
        sources={key: source for one in found for key, source in one.sources.items()},
        ways=[way for one in found for way in one.ways],
    )


def known_by_now(
    paper: ConceptPaper, rows: Sequence[OutlineRow], languages: Sequence[str]
) -> dict[uuid.UUID, Beside]:
    """Return what stands beside the blocks of an adopted text, and behind it: the text itself stays as it was
    approved."""
    answers = signals.adopted_text_read.send(sender=ConceptPaper, paper=paper, rows=rows, languages=languages)
    return {key: beside for _receiver, found in answers for key, beside in found.items()}


def warnings(paper: ConceptPaper, rows: Sequence[OutlineRow]) -> list[Finding]:
    """Return what the portal finds in the draft, and what the apps above do, such as a line that contradicts
    its record."""
    of_terms = findings.findings(rows, paper.source_language, glossary.entries())
    answers = signals.draft_examined.send(sender=ConceptPaper, paper=paper, rows=rows)
    above = [one for _receiver, found in answers for one in found]
    return [*naming.warnings(paper, rows), *proofreading.warnings(rows), *of_terms, *above]


def by_block(listed: Sequence[Finding]) -> dict[uuid.UUID, list[Finding]]:
    found = defaultdict(list)
    for finding in listed:
        if finding.block is not None:
            found[finding.block.key].append(finding)
    return dict(found)
