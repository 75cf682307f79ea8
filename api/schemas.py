"""What the answers are made of, in English. Every field is always there; what is not known is null."""

import datetime as dt
from typing import Annotated, Generic, Literal, TypeVar
from uuid import UUID

from ninja import Schema
from pydantic import BaseModel, ConfigDict, Field, create_model
from typing_extensions import TypedDict

from comments.enums import (
    Channel,
    CommentType,
    ConsultationStatus,
    DispositionKind,
    Operation,
    Outcome,
    Position,
    Proof,
    Stance,
    Standing,
    StatementKind,
    Visibility,
)
from comments.procedure.replies.ledger_columns import STEPS
from initiatives.enums import EventFormat, EventKind, InitiativeStatus
from members.enums import Role
from notes.enums import NoteKind, NoteStatus
from plans.enums import BlockKind, PaperStatus, TextStatus

Item = TypeVar("Item")
Texts = Annotated[
    dict[str, str], Field(description="A text in each official language, by the code of the language.")
]
# Told, not enforced: what is stored is answered as it is.
StateCode = Annotated[str, Field(json_schema_extra={"pattern": "^[A-Z]{2}$"})]
Sha256 = Annotated[str, Field(json_schema_extra={"pattern": "^[0-9a-f]{64}$"})]


class Answer(Schema):
    model_config = ConfigDict(extra="forbid")


class Refusal(Answer):
    status: int
    code: str = Field(description="A word for programs.")
    message: str


class Error(Answer):
    error: Refusal


class PageOf(Answer, Generic[Item]):
    items: list[Item]
    next: str | None = Field(description="The address of the next page, if there is one.")


class Party(Answer):
    code: str
    name: Texts


class State(Answer):
    code: StateCode
    name: Texts


class Person(Answer):
    name: str
    role: Role
    state: State | None = Field(description="The State of a delegate or a coordinator.")


class Measure(Answer):
    code: str
    title: Texts


class Revision(Answer):
    plan: str
    number: int = Field(description="0 is the draft that was circulated first, then 1, 2, …")
    title: Texts
    text_status: dict[str, TextStatus] = Field(
        description="Which language is the original, and which translations are official."
    )
    frozen_at: dt.datetime
    sha256: Sha256
    url: str


class Block(Answer):
    key: UUID = Field(description="Permanent: the same in every language and in every revision.")
    position: int
    number: int | None = Field(
        description="By which the paragraph is known on every page; the title has none."
    )
    kind: BlockKind
    label: Texts
    text: Texts = Field(description="*italics* and **bold** are marked in this way.")


class RevisionText(Revision):
    """A locked text. It never changes."""

    blocks: list[Block]


class Statement(Answer):
    id: UUID
    kind: StatementKind
    state: State
    associated: list[State] = Field(description="The States that associate themselves with it.")
    blocks: list[UUID] = Field(description="The paragraphs; none for the text as a whole.")
    language: str
    text: str | None = Field(description="In the words of the State; null once it is withdrawn.")
    translations: dict[str, str] = Field(description="Working translations, by language.")
    received_on: dt.date
    is_late: bool = Field(description="Received later than the last day for statements.")
    withdrawn_on: dt.date | None


class Meeting(Answer):
    body: str = Field(description="“swg” or “soc”.")
    first_on: dt.date
    last_on: dt.date
    place: Texts
    item: str | None = Field(description="The number of the agenda item.")
    title: Texts
    symbol: str | None = Field(description="The symbol of the document.")


class Plan(Answer):
    id: str
    title: Texts
    measure: Measure
    coordinator: StateCode | None
    period: TypedDict("Period", {"from": int, "to": int})  # type: ignore[valid-type]  # a field called "from"
    source_language: str
    status: PaperStatus | None = Field(
        description="Shown to those who prepare the plan and, once it is adopted, to all."
    )
    url: str
    revisions: list[Revision] = Field(description="The locked texts that you may read.")
    meeting: Meeting | None = Field(description="The next meeting that has the plan on its agenda.")
    statements: list[Statement] = Field(
        description="Reservations and interpretative statements to the adopted text, in protocol order."
    )


class Deadline(Answer):
    """A point in time: responses are accepted before it, not at it or after it."""

    closes_at: dt.datetime = Field(
        description="When the consultation closes, with the offset of the time zone."
    )
    last_day: dt.date = Field(description="The last day to respond, in the time zone, up to the last minute.")
    last_minute: str = Field(
        description="The last minute to respond, in the time zone, such as 23:59; it is included as a whole."
    )
    time_zone: str = Field(description="The time zone by its name in the IANA database.")
    text: Texts = Field(
        description="The deadline as written in notes: the last minute, with the seat whose time it is."
    )
    earlier: list[dt.datetime] = Field(description="The deadlines before it was extended.")
    additional_time_until: dt.datetime | None = Field(
        description="The end of the additional time of your State, if it has any."
    )


class Consultation(Answer):
    id: int
    reference: str = Field(description="The number of the note that opened the consultation.")
    plan: str
    revision: int
    opens_at: dt.datetime
    deadline: Deadline
    status: ConsultationStatus = Field(description="As at the time of this request.")
    visibility: Visibility
    outcome: Outcome | None = Field(
        description="Shown after the consultation has closed, to those who may see the responses."
    )
    url: str


class LedgerAnswer(Answer):
    version: int
    position: Position
    received_at: dt.datetime


class Withdrawal(Answer):
    received_at: dt.datetime
    receipt: str


class LedgerFacts(Answer):
    state: State
    standing: Standing = Field(
        description="What the State has done so far, as on the page of the consultation."
    )
    frozen_standing: Standing | None = Field(
        description="What was recorded at closing and is covered by the checksum; null while it is open."
    )
    answer: LedgerAnswer | None
    withdrawal: Withdrawal | None = Field(
        description="When the State withdrew its response, and the number of the receipt for that."
    )
    left_on: dt.date | None = Field(
        description="Since when it is no Member State, if it left before its time to respond was over."
    )
    granted_answer_at: dt.datetime | None
    late_at: dt.datetime | None = Field(description="When a late response was received; it does not count.")
    may_answer_until: dt.datetime | None = Field(
        description="The end of the additional time, until the State has responded."
    )
    events_proposed: int
    channel: Channel | None = Field(description="By which way its response came.")
    source: str | None = Field(
        description="The number in the register of the note or mail by which its response came."
    )
    notes_not_entered: int | None = Field(
        description="How many of its notes wait to be entered as a response; shown to the Secretariat."
    )
    reached_by: Proof | None = Field(description="By what it is known that the note has reached it.")
    reached_at: dt.datetime | None


# The steps of a State are those of the record itself.
LedgerRow = create_model("LedgerRow", __base__=LedgerFacts, **dict.fromkeys(STEPS, (dt.datetime | None, ...)))  # type: ignore[call-overload]


class Ledger(Answer):
    consultation: int
    at: dt.datetime
    is_frozen: bool
    sha256: Sha256 | None
    items: list[LedgerRow]  # type: ignore[valid-type]


class ReplyInLanguage(Answer):
    text: str
    state: Literal["original", "working_translation", "reviewed", "none"]


class Disposition(Answer):
    kind: DispositionKind
    is_confirmed: bool
    reply: str
    language: str
    languages: dict[str, ReplyInLanguage] = Field(
        description="The reply in each language, with how far it can be relied upon; empty without a reply."
    )
    at: dt.datetime


class StatedPosition(Answer):
    """How a State stands to the draft, as its response says. No vote: no status follows from it."""

    state: State
    position: Stance
    conditions: list[UUID] = Field(description="The comments on which its support depends.")
    version: int
    received_at: dt.datetime
    counts: bool = Field(description="False of a late response, whose position is not counted.")


class Comment(BaseModel):
    """A comment in force: the columns that programs read, those added later among them."""

    model_config = ConfigDict(extra="allow")

    id: UUID
    state: State
    block: UUID | None = Field(description="The paragraph commented on; null for the text as a whole.")
    until_block: UUID | None = Field(description="The last paragraph of a range.")
    after_block: UUID | None = Field(description="The paragraph after which a moved text is placed.")
    operation: Operation | None = Field(
        description="What it proposes; null where it proposes no change of the text."
    )
    type: CommentType
    is_condition: bool = Field(description="Whether the support of its State depends on it.")
    language: str
    remark: str
    proposed: dict[str, str] = Field(description="The proposed wording, by language.")
    rationale: str
    joins: StateCode | None = Field(description="The State whose proposal this comment joins.")
    received_at: dt.datetime
    version: int
    is_late: bool
    is_granted: bool
    disposition: Disposition | None = Field(
        description="The disposition of the comment, if it is already open to you."
    )


class When(Answer):
    """As precisely as known: a year, a part of it, days, or hours with their time zone."""

    year: int | None
    quarter: int | None
    month: int | None
    first_day: dt.date | None
    last_day: dt.date | None
    starts_at: dt.datetime | None
    ends_at: dt.datetime | None
    time_zone: str | None


class Initiative(Answer):
    id: UUID = Field(description="The line of the plan that announces the event.")
    plan: str
    label: Texts | None
    text: Texts | None
    is_supplement: bool = Field(description="Whether the line supplements the plan since its adoption.")
    kind: EventKind
    format: EventFormat | None
    status: InitiativeStatus
    is_draft: bool = Field(description="Whether the plan is not adopted: the event binds nobody.")
    titles: Texts = Field(description="The title of the event in each language, empty where it is not known.")
    host: StateCode | None
    co_hosts: list[StateCode]
    objectives: list[UUID] = Field(description="The objectives that the event serves.")
    when: When
    place: str
    places: Texts = Field(description="The place in each language, empty where it is not known.")
    contact: str
    outcome: str
    url: str


class Note(Answer):
    id: UUID
    number: str | None = Field(description="The number of the note; a draft has none.")
    printed_numbers: dict[str, str] = Field(
        description="The number as printed in that language, if a historical note differs."
    )
    kind: NoteKind
    status: NoteStatus
    issued_on: dt.date | None
    issued_at: dt.datetime | None
    plan: str | None = Field(
        description="The plan that the note is about; a note on another subject has none."
    )
    subject: Texts | None = Field(description="The subject of a note that is about no plan.")
    consultation: int | None
    state: StateCode | None = Field(
        description="The State to which the note is addressed, if it is not addressed to all."
    )
    is_to_all: bool = Field(
        description="Whether it is addressed to all Member States that its kind addresses."
    )
    addressees: list[Party] = Field(
        description="Those whom it names as addressees besides, or alone if it is not to all."
    )
    answers_to: UUID | None
    annulled_by: str | None = Field(description="The number of the note that annulled it, if one did.")
    replaced_by: str | None = Field(description="The number of the note that replaced it, if one did.")
    is_void: bool = Field(description="Whether its number was made void before the note had left.")
    url: str


class EnclosedFile(Answer):
    language: str = Field(description="The language of the readers who get this file.")
    pages: int | None = Field(description="The pages of a PDF; another file has none.")
    sha256: Sha256
    url: str = Field(description="Where the file is read in the portal.")


class Enclosure(Answer):
    titles: Texts = Field(description="What the note calls the enclosure, in each language.")
    files: list[EnclosedFile]


class NoteText(Note):
    copies: list[Party] = Field(description="Who got a copy for information; shown to the Secretariat.")
    texts: dict[str, list[str]] = Field(description="The lines of the note, by language; a draft has none.")
    enclosures: list[Enclosure] = Field(
        description="What the note encloses, in the order in which it lists it."
    )
