"""What stands beside a text that is being written: findings, official terms, the same paragraph before."""

from typing import Any

from cica_portal.languages import LANGUAGES
from plans.checks import proofreading
from plans.editing import editor_rows, remarks
from plans.labels import NO_LABEL
from plans.models import Block, ConceptPaper
from plans.outline import OutlineRow
from plans.terms import findings, glossary, memory


def beside(paper: ConceptPaper, block: Block, language: str, user: Any) -> dict[str, Any]:
    """Return what is offered to who writes a text (six queries at most)."""
    texts = dict.fromkeys(LANGUAGES, "") | editor_rows.texts(block)
    known = glossary.entries()
    source = paper.source_language
    row = OutlineRow(block.key, block.kind, texts, NO_LABEL)
    first = remarks.numbers([paper.pk]).get(block.pk, 0)
    found = [
        *proofreading.warnings([row], first=first),
        *findings.findings([row], source, known, first=first),
    ]
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
