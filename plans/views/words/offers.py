"""What stands beside a text that is being written: findings, official terms, the same paragraph before."""

from typing import Any

from plans.checks import proofreading
from plans.labels import NO_LABEL
from plans.models import Block, ConceptPaper
from plans.outline import OutlineRow, draft_labels
from plans.terms import findings, glossary, memory


def beside(paper: ConceptPaper, block: Block, language: str, user: Any) -> dict[str, Any]:
    """Return what is offered to who writes a text (six queries at most)."""
    texts = block.words
    known = glossary.entries()
    source = paper.source_language
    row = OutlineRow(block.key, block.kind, texts, draft_labels([paper.pk]).get(block.pk, NO_LABEL))
    found = [*proofreading.warnings([row]), *findings.findings([row], source, known)]
    hints, matches = [], []
    if language != source:
        hints = glossary.hints(known, texts[source], source, texts[language], language)
        matches = memory.similar(paper, block.key, texts[source], (source, language), user)
    return {
        "subject": block,
        "language": language,
        "source": source,
        "checks": [finding for finding in found if finding.language in {"", language}],
        "hints": hints,
        "matches": [match for match in matches if match.translation != texts[language]],
    }
