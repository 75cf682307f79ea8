"""Minimal valid measures, papers and blocks."""

from itertools import count

from cica_portal import clock
from cica_portal.languages import LANGUAGES
from members.models import MemberState
from plans.enums import BlockKind
from plans.models import Block, BlockText, ConceptPaper, ConfidenceBuildingMeasure, Coordinator

_numbers = count(1)


def measure(**fields) -> ConfidenceBuildingMeasure:
    number = next(_numbers)
    values = {
        "code": f"measure-{number}",
        "dimension_en": "Dimension",
        "dimension_ru": "Измерение",
        "dimension_kk": "Өлшем",
        "title_en": f"Measure {number}",
        "title_ru": f"Мера {number}",
        "title_kk": f"Шара {number}",
        "forms": {
            "en": {"title": f"Measure {number}"},
            "ru": {"nom": f"мера {number}", "dat_after_po": f"мере {number}"},
            "kk": {"nom": f"шара {number}"},
        },
        "note_prefix": f"NCT/T{number}",
    } | fields
    return ConfidenceBuildingMeasure.objects.create(**values)


def coordinator_of(measure: ConfidenceBuildingMeasure, *people, state: MemberState) -> Coordinator:
    coordinator = Coordinator.objects.create(measure=measure, member_state=state)
    coordinator.people.set(people)
    return coordinator


def paper(*, blocks: int = 2, **fields) -> ConceptPaper:
    """Return a paper with a title and `blocks` paragraphs, complete in three languages."""
    number = next(_numbers)
    values = {
        "slug": f"paper-{number}",
        "period_from": 2022,
        "period_to": 2023,
        "titles": {language: f"Title {number} {language}" for language in LANGUAGES},
        "text_status": {"en": "original", "ru": "unofficial", "kk": "unofficial"},
        "created_at": clock.now(),
    } | fields
    values.setdefault("measure", None)
    values["measure"] = values["measure"] or measure()
    made = ConceptPaper.objects.create(**values)
    block(made, kind=BlockKind.TITLE, texts=made.titles)
    for index in range(blocks):
        block(made, texts={language: f"Paragraph {index} {language}" for language in LANGUAGES})
    return made


def block(
    paper: ConceptPaper, *, kind: str = BlockKind.PARAGRAPH, texts: dict[str, str] | None = None
) -> Block:
    """Append a block to the paper, with its texts by language."""
    made = Block.objects.create(paper=paper, kind=kind, position=paper.blocks.count() + 1)
    for language in LANGUAGES:
        BlockText.objects.create(
            block=made, language=language, text=(texts or {}).get(language, ""), version=1
        )
    return made
