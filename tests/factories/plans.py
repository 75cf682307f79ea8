"""Minimal valid measures, papers and blocks."""

import datetime as dt
from itertools import count

from cica_portal import clock
from cica_portal.deadlines import local_date
from cica_portal.languages import LANGUAGES
from cica_portal.uploads import Admitted
from members.models import MemberState, User
from plans.enums import DECIDING_BODIES, BlockKind, DecisionKind
from plans.life import decisions
from plans.models import (
    Block,
    BlockText,
    ConceptPaper,
    ConfidenceBuildingMeasure,
    Coordinator,
    Meeting,
    MeetingItem,
    PaperDecision,
    Remark,
    Replacement,
    Review,
    WordImport,
)
from plans.outline import draft_outline
from plans.word import house, imports, writing
from tests.factories import members

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


def coordinating(paper: ConceptPaper, state: MemberState | None = None, **fields) -> User:
    """Return a person of the State that coordinates the measure of the paper."""
    person = members.coordinator(state, **fields)
    coordinator_of(paper.measure, person, state=person.member_state)
    return person


def paper(*, blocks: int = 2, **fields) -> ConceptPaper:
    """Return a paper with a title and `blocks` paragraphs, complete in three languages."""
    number = next(_numbers)
    values = {
        "slug": f"paper-{number}",
        "period_from": 2022,
        "period_to": 2023,
        "text_status": {"en": "original", "ru": "unofficial", "kk": "unofficial"},
        "created_at": clock.now(),
    } | fields
    values.setdefault("measure", None)
    values["measure"] = values["measure"] or measure()
    values.setdefault("titles", titles(values["measure"], number))
    made = ConceptPaper.objects.create(**values)
    paragraphs = [
        {language: f"Paragraph {index} {language}" for language in LANGUAGES} for index in range(blocks)
    ]
    _append(made, [(BlockKind.TITLE, made.titles), *((BlockKind.PARAGRAPH, texts) for texts in paragraphs)])
    return made


def titles(measure: ConfidenceBuildingMeasure, number: int) -> dict[str, str]:
    """Return the titles of a plan, which call its measure by its name where it has one."""
    names = {language: [*measure.forms.get(language, {}).values(), ""] for language in LANGUAGES}
    return {language: f"Title {number} {language} {names[language][0]}".strip() for language in LANGUAGES}


def block(
    paper: ConceptPaper, *, kind: str = BlockKind.PARAGRAPH, texts: dict[str, str] | None = None
) -> Block:
    """Append a block to the paper, with its texts by language, each reviewed by nobody in particular."""
    return _append(paper, [(kind, texts or {})], after=paper.blocks.count())[0]


def _append(paper: ConceptPaper, written: list[tuple[str, dict[str, str]]], *, after: int = 0) -> list[Block]:
    blocks = Block.objects.bulk_create(
        Block(paper=paper, kind=kind, position=after + place)
        for place, (kind, _) in enumerate(written, start=1)
    )
    texts = BlockText.objects.bulk_create(
        BlockText(block=block, language=language, text=said.get(language, ""), version=1)
        for block, (_, said) in zip(blocks, written, strict=True)
        for language in LANGUAGES
    )
    Review.objects.bulk_create(
        Review(text=text, version=1, by=None, at=clock.now()) for text in texts if text.text
    )
    return blocks


def meeting(day: dt.date | None = None, **fields) -> Meeting:
    """Return a meeting of one day, today's at the seat where none is given."""
    day = day or local_date(clock.now(), "Asia/Almaty")
    values = {"body": "swg", "first_on": day, "last_on": day, "chair": "M. Chair"} | fields
    values.setdefault("places", {"en": "Astana", "ru": "Астана", "kk": "Астана"})
    return Meeting.objects.create(**values)


def item(paper: ConceptPaper, held: Meeting | None = None, **fields) -> MeetingItem:
    """Put the paper on the agenda of a meeting."""
    values = {
        "number": "4",
        "titles": dict.fromkeys(LANGUAGES, "The draft"),
        "decision_texts": {language: f"The body decides ({language})." for language in LANGUAGES},
        "added_at": clock.now(),
    } | fields
    return MeetingItem.objects.create(meeting=held or meeting(), paper=paper, **values)


def before_swg(paper: ConceptPaper, day: dt.date) -> ConceptPaper:
    """Put the paper on the agenda of a meeting of the SWG, where it is on none, and return it."""
    if not paper.items.open().exists():
        item(paper, meeting(day))
    return paper


def decided(paper: ConceptPaper, kind: str, *, by: User, **fields) -> PaperDecision:
    """Record a decision on the paper's last frozen text, with a letter, at a meeting of its own."""
    values = {
        "reason": "The meeting",
        "document": Admitted("decision.pdf", "pdf", b"%PDF-1.7 the decision", False),
        "presided_by": "M. Chair",
        "at": clock.now(),
    } | fields
    body = DECIDING_BODIES.get(DecisionKind(kind), "swg")
    made = item(paper, meeting(values.get("held_on"), body=body))
    return decisions.record(made, DecisionKind(kind), by=by, **values)


def returned_row(paper: ConceptPaper, *, by: User, at: dt.datetime) -> PaperDecision:
    """Return a decision of the SWG to return the text frozen last, as a row alone."""
    event = paper.events.create(from_status="before_swg", to_status="under_consolidation", at=at, by=None)
    file = {"file_name": "report.pdf", "file_kind": "pdf", "file_sha256": "0" * 64, "stored_as": "report.pdf"}
    said = {"kind": "returned", "reason": "To be revised.", "held_on": at.date(), "by": by, "at": at}
    return paper.decisions.create(revision=paper.revisions.latest("number"), event=event, **file, **said)


def remark(block: Block, *, by: User, **fields) -> Remark:
    """Return a remark on the block; with a person it is that one's task."""
    values = {"text": "A remark", "at": clock.now()} | fields
    return Remark.objects.create(block=block, by=by, **values)


def replacement(paper: ConceptPaper, *, by: User) -> Replacement:
    """Return a recorded act that replaced words in texts of the paper; it changed none that is left."""
    return Replacement.objects.create(
        paper=paper, words="old", by_words="new", significance="substantive", by=by, at=clock.now()
    )


def word_import(paper: ConceptPaper, *, by: User, language: str = "en") -> WordImport:
    """Return the paper's own text as an uploaded Word file that awaits a decision."""
    meta = house.Meta(paper.titles, paper.text_status, "Draft", clock.now())
    content = writing.one_language(draft_outline(paper), language, meta)
    return imports.receive(content, name="plan.docx", language=language, paper=paper, by=by, at=clock.now())
