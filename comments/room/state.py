"""The room of an agenda item as its acts make it: nothing of it is stored but the acts (rule 56)."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from comments.enums import Operation, ParagraphState, RoomActKind, VariantSource
from comments.models import Room, RoomAct
from members.models import MemberState
from plans.comparison.brackets import Drawn, draw
from plans.enums import BlockKind
from plans.outline import OutlineRow, revision_outline

SETTLED = frozenset({ParagraphState.AGREED, ParagraphState.AD_REFERENDUM, ParagraphState.SET_ASIDE})
# The acts that say what a paragraph is; the last one that nobody took back counts.
SETTLING = {
    RoomActKind.AGREED: ParagraphState.AGREED,
    RoomActKind.AD_REFERENDUM: ParagraphState.AD_REFERENDUM,
    RoomActKind.SET_ASIDE: ParagraphState.SET_ASIDE,
    RoomActKind.REOPENED: ParagraphState.OPEN,
}
UNDOABLE = frozenset(
    {
        *SETTLING,
        RoomActKind.VARIANT,
        RoomActKind.SUPPORT,
        RoomActKind.LEAVE,
        RoomActKind.TAKEN,
        RoomActKind.HIDDEN,
        RoomActKind.ANNOUNCED,
        RoomActKind.POSITION_RESULT,
    }
)
OF_NOBODY = frozenset({VariantSource.CHAIR, VariantSource.COORDINATOR})


@dataclass(slots=True)
class Variant:
    """A whole paragraph that was proposed, under its number, and the States behind it now, by code."""

    act: RoomAct
    language: str
    source: str
    states: list[str]
    is_hidden: bool = False
    fell: bool = False

    @property
    def number(self) -> int:
        return self.act.variant or 0

    @property
    def operation(self) -> str:
        return self.act.operation

    @property
    def text(self) -> str:
        """How the paragraph reads with it, in the language of the room: nothing, where it deletes it."""
        words: str = self.act.texts.get(self.language, "")
        return words

    @property
    def is_backed(self) -> bool:
        """Tell whether a State stands behind it, or it needs none."""
        return bool(self.states) or self.source in OF_NOBODY


@dataclass(slots=True)
class Paragraph:
    """A paragraph in the room. A new one, which a variant adds, has no `row` of the frozen text.

    `last` is the number of its last act, which a screen sends back as `saw`. `chosen` is the number of the
    variant that was agreed, 0 the text as it is. Of one agreed ad referendum, `until` is the day, `asked` the
    codes of the States that have to confirm it (none: all), `answers` what they said since.
    """

    key: uuid.UUID
    row: OutlineRow | None
    after: uuid.UUID | None
    language: str
    last: int = 0
    state: ParagraphState = ParagraphState.NOT_OPENED
    variants: list[Variant] = field(default_factory=list)
    chosen: int | None = None
    until: dt.date | None = None
    asked: list[str] = field(default_factory=list)
    settled: RoomAct | None = None
    answers: list[RoomAct] = field(default_factory=list)
    acts: list[RoomAct] = field(default_factory=list)

    @property
    def base(self) -> str:
        """The frozen text in the language of the room; nothing of a new paragraph."""
        return self.row.text(self.language) if self.row else ""

    @property
    def kind(self) -> str:
        return self.row.kind if self.row else BlockKind.PARAGRAPH

    @property
    def standing(self) -> list[Variant]:
        """The variants that are on the table: neither fallen nor taken off the screen."""
        return [one for one in self.variants if not (one.fell or one.is_hidden)]

    @property
    def drawn(self) -> Drawn:
        """The paragraph with its variants in brackets: the one drawing for pages and papers (R8)."""
        return draw(self.base, [(one.number, one.text) for one in self.standing])

    @property
    def text(self) -> str:
        """How the paragraph leaves the room: as agreed, with brackets, or as it was; one deleted is empty."""
        if self.state in (ParagraphState.AGREED, ParagraphState.AD_REFERENDUM):
            return self.agreed.text if self.agreed else self.base
        return self.drawn.text if self.state == ParagraphState.IN_BRACKETS else self.base

    @property
    def agreed(self) -> Variant | None:
        """The variant that was agreed; none where it is the text as it is."""
        return next((one for one in self.variants if one.number == self.chosen), None)

    def variant(self, number: int | None) -> Variant | None:
        """Return a variant that is on the table."""
        return next((one for one in self.standing if one.number == number), None)


@dataclass(slots=True)
class RoomState:
    """The room as it stands: its paragraphs in document order; which one is on the screen and who drives it;
    the results of positions by comment, what was announced, the acts of the whole text."""

    room: Room
    paragraphs: list[Paragraph]
    driver_id: int
    shown: uuid.UUID | None = None
    last: int = 0
    results: dict[uuid.UUID, RoomAct] = field(default_factory=dict)
    announced: list[RoomAct] = field(default_factory=list)
    acts: list[RoomAct] = field(default_factory=list)
    undone: set[int] = field(default_factory=set)
    written: dict[uuid.UUID, RoomAct] = field(default_factory=dict)
    closed: RoomAct | None = None
    signed: RoomAct | None = None
    whole: Paragraph = field(init=False)

    def __post_init__(self) -> None:
        # Not a paragraph, but acts on the whole text count and are undone like those of one.
        self.whole = Paragraph(uuid.UUID(int=0), None, None, self.room.language)

    def paragraph(self, key: uuid.UUID | None) -> Paragraph | None:
        """Return a paragraph; with no key the whole text, which acts may be on as well."""
        if key is None:
            return self.whole
        return next((one for one in self.paragraphs if one.key == key), None)

    @property
    def in_brackets(self) -> list[Paragraph]:
        return [one for one in self.paragraphs if one.state == ParagraphState.IN_BRACKETS]

    def states_behind(self) -> dict[str, MemberState]:
        """Return the States that are named anywhere, by code, in protocol order (one query)."""
        codes = {code for act in self.acts for code in act.states}
        return {one.code: one for one in MemberState.objects.filter(code__in=codes)}


def read(room: Room) -> RoomState:
    """Return the room as its acts make it (three queries)."""
    acts = room.acts.select_related("by", "comment__response__member_state").order_by("number")
    return compute(room, list(acts), revision_outline(room.revision))


def compute(room: Room, acts: Sequence[RoomAct], rows: Iterable[OutlineRow]) -> RoomState:
    """Return what the acts make of the frozen text."""
    found = RoomState(room, [Paragraph(row.key, row, None, room.language) for row in rows], room.by_id)
    found.acts = list(acts)
    found.undone = {act.about for act in acts if act.kind == RoomActKind.UNDO and act.about is not None}
    for act in acts:
        found.last = act.number
        place = _place(found, act)
        if act.kind != RoomActKind.SHOWN:
            place.last = act.number
        place.acts.append(act)
        if act.number not in found.undone:
            _follow(found, place, act)
    for one in found.paragraphs:
        if one.state == ParagraphState.OPEN and any(v.operation != Operation.NONE for v in one.standing):
            one.state = ParagraphState.IN_BRACKETS
    # A new paragraph that was taken back is none.
    found.paragraphs = [one for one in found.paragraphs if one.row or one.variants]
    return found


def _place(found: RoomState, act: RoomAct) -> Paragraph:
    """Return the paragraph of an act; a new one gets its place behind the one that it follows."""
    if (known := found.paragraph(act.block_key)) is not None:
        return known
    made = Paragraph(act.block_key, None, act.after_key, found.room.language)
    places = [number for number, one in enumerate(found.paragraphs) if act.after_key in (one.key, one.after)]
    found.paragraphs.insert((places[-1] + 1) if places else len(found.paragraphs), made)
    return made


def _follow(found: RoomState, place: Paragraph, act: RoomAct) -> None:
    kind = RoomActKind(act.kind)
    if place.state == ParagraphState.NOT_OPENED and kind in UNDOABLE | {RoomActKind.SHOWN}:
        place.state = ParagraphState.OPEN
    if kind == RoomActKind.SHOWN:
        found.shown = act.block_key
    elif kind == RoomActKind.TOOK_SCREEN:
        found.driver_id = act.by_id
    elif kind == RoomActKind.VARIANT:
        place.variants.append(Variant(act, found.room.language, act.source, list(act.states)))
    elif kind == RoomActKind.ANNOUNCED:
        found.announced.append(act)
    elif kind == RoomActKind.POSITION_RESULT and act.comment_id:
        found.results[act.comment_id] = act
    elif kind == RoomActKind.CLOSED:
        found.closed = act
    elif kind == RoomActKind.SIGNED:
        found.signed = act
    elif kind == RoomActKind.WRITTEN and act.block_key:
        found.written[act.block_key] = act
    elif kind in (RoomActKind.CONFIRMED, RoomActKind.DECLINED):
        place.answers.append(act)
        _answer(found, place)
    elif kind in SETTLING:
        place.state, place.settled, place.chosen = SETTLING[kind], act, act.variant
        place.until, place.asked = act.until, list(act.states)
    else:
        _back(place, kind, act)


def _back(place: Paragraph, kind: RoomActKind, act: RoomAct) -> None:
    """Change who stands behind a variant."""
    variant = next((one for one in place.variants if one.number == act.variant), None)
    if variant is None:
        return
    if kind == RoomActKind.SUPPORT:
        variant.states += [code for code in act.states if code not in variant.states]
        variant.is_hidden = False
    elif kind == RoomActKind.LEAVE:
        variant.states = [code for code in variant.states if code not in act.states]
    elif kind == RoomActKind.TAKEN:
        variant.source, variant.is_hidden = act.source, False
    elif kind == RoomActKind.HIDDEN:
        variant.is_hidden = True
    elif kind == RoomActKind.FELL:
        variant.fell = True


def _answer(found: RoomState, place: Paragraph) -> None:
    """A decline puts the paragraph back in brackets; with everybody's confirmation it is agreed."""
    if any(one.kind == RoomActKind.DECLINED for one in place.answers):
        place.state = ParagraphState.IN_BRACKETS
    elif place.asked and set(place.asked) <= {code for one in place.answers for code in one.states}:
        place.state = ParagraphState.AGREED
