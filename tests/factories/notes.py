"""Prepared circulations, circulated rounds and stored documents, without rendering anything."""

import datetime as dt
from typing import Any

from cica_portal import organization
from cica_portal.data_files import read
from cica_portal.deadlines import LAST_MINUTE, local_date
from cica_portal.languages import LANGUAGES
from comments.models import Consultation
from documents import renders
from documents.models import Document
from members.models import MemberState, User
from members.reference import STATES_FILE
from notes.acts import circulation, decision_by_silence, extensions, free_notes, issuing, readiness
from notes.delivery import sending
from notes.models import IncomingNote, NoteSeries, NumberCounter, VerbalNote
from notes.register import incoming_notes, numbering, numbers
from notes.wording import composition
from notes.wording.placeholder_values import Listed
from notes.wording.texts import Piece
from plans.enums import DecisionKind, PaperStatus
from plans.models import ConceptPaper
from tests.factories import comments, members, plans

# Thursday, 26 May 2022, 09:00 in the Secretariat's zone; the deadline is Monday, 6 June.
AT = dt.datetime(2022, 5, 26, 3, tzinfo=dt.UTC)
RESPOND_BY = dt.date(2022, 6, 6)
CLOSES_AT = dt.datetime(2022, 6, 6, 18, tzinfo=dt.UTC)
STATES = {"KZ": "kk", "RU": "ru", "TR": "en"}
# Words that the note which circulates a plan holds, and what may be read instead of them.
HELD = {"en": "Confidence-Building", "ru": "мер доверия", "kk": "сенім шараларын"}
READ = {"en": "Confidence Building", "ru": "мер по доверию", "kk": "сенім шарасын"}
CORRECTED = {"corrected": "all", "instead": HELD, "read": READ}
PDF = b"%PDF-1.7 nothing that a reader could open"


def delegations(codes: dict[str, str] = STATES) -> dict[str, User]:
    """Return the contact point of each State, whose language is the one given."""
    return {
        code: members.contact_point(
            members.member_state(code), language=language, email=f"{code.lower()}@example.org"
        )
        for code, language in codes.items()
    }


def name_states() -> None:
    """Give the States there are their real names and case forms: sentences are read in full."""
    for item in read(STATES_FILE):
        state = MemberState.objects.filter(code=item["code"]).first()
        if state is not None:
            for field in ("name", "full_name"):
                for language, name in item[field].items():
                    setattr(state, f"{field}_{language}", name)
            state.forms = item["forms"]
            state.save()


def numbered_after(prefix: str, last: int) -> NoteSeries:
    """Return the series, whose numbers up to `last` are given."""
    return numbering.begin_after(prefix, last, at=AT)


def last_number(prefix: str = "NCT/ICT") -> int:
    """Return the last number that the running counter of the series has given."""
    return NumberCounter.objects.get(series__prefix=prefix, year=0).last_number


def paper(**fields: object) -> ConceptPaper:
    """Return a complete paper of the series NCT/ICT, coordinated by RU, whose last note was number 688."""
    numbered_after("NCT/ICT", 688)
    measure = fields.pop("measure", None) or plans.measure(
        note_prefix="NCT/ICT",
        forms={
            "en": {"title": "Security of and in the use of ICTs"},
            "ru": {"dat_after_po": "безопасности в сфере использования ИКТ и самих ИКТ"},
            "kk": {"nom": "АКТ-ны пайдалану қауіпсіздігі және АКТ-ның қауіпсіздігі"},
        },
    )
    coordinator = fields.pop("coordinator", None) or MemberState.objects.get(code="RU")
    return plans.paper(measure=measure, coordinator=coordinator, **fields)


def composed(note: VerbalNote, language: str, *, at: dt.datetime, pages: int | None = None) -> list[Piece]:
    """Return a drafted note as it would print if it were issued at `at`."""
    number = numbers.coming_number(note.series, at=at)
    issued_on = local_date(at, organization.time_zone())
    enclosed = [Listed("", pages)] if pages else None
    return composition.composed(note, language, number=number, issued_on=issued_on, enclosed=enclosed)


def store(document: Document, *, pages: int = 3, at: dt.datetime = AT) -> Document:
    """Store a file as the renderer would."""
    renders.keep(document, PDF, pages, at=at)
    return document


def store_all(*, pages: int = 3, at: dt.datetime = AT) -> None:
    for document in Document.objects.filter(status="wanted"):
        store(document, pages=pages, at=at)


def deliver(at: dt.datetime) -> None:
    """Store every document that is wanted and send the messages that wait."""
    store_all(at=at)
    sending.deliver_due(at)


def prepared(
    *, at: dt.datetime = AT, by: User | None = None, rendered: bool = True, **terms: object
) -> VerbalNote:
    """Return the drafted note of a prepared circulation, its enclosure of three pages rendered."""
    if not MemberState.objects.exists():
        delegations()
    made = terms.pop("paper", None) or paper()
    note = circulation.prepare(
        made, by=by or members.officer(), at=at, **({"respond_by": RESPOND_BY} | terms)
    )
    if rendered:
        store_all(at=at)
    return note


def shown(note: VerbalNote, *, at: dt.datetime = AT) -> dict[str, str]:
    """Return what the page that issues a note sends back: the number, and the mark of the draft it shows."""
    ready = readiness.find(note, at=at)
    return {"number": ready.number, "draft": readiness.mark(note, ready, at=at)}


def circulated(
    *, at: dt.datetime = AT, by: User | None = None, reason: str = "", **terms: object
) -> Consultation:
    """Return the round of a circulated plan: to KZ, RU and TR, of which nobody has been written to yet."""
    note = prepared(at=at, **terms)
    return issuing.issue(note, by=by or members.signatory(), at=at, reason=reason).own_consultation


def extended(
    consultation: Consultation,
    day: dt.date,
    minute: dt.time = LAST_MINUTE,
    *,
    by: User,
    at: dt.datetime = AT,
) -> VerbalNote:
    """Extend the deadline by its note, and return the note."""
    note = extensions.prepare(consultation, day, minute, reason="Asked for", by=by, at=at)
    issuing.issue(note, by=by, at=at)
    consultation.refresh_from_db()
    return note


def reached(consultation: Consultation, *, at: dt.datetime = AT) -> Consultation:
    """Record that the note has reached all the States of a round, as if all its messages had been taken."""
    consultation.addressees.filter(reached_at=None).update(reached_at=at)
    return consultation


def counted(note: VerbalNote) -> dict[str, list[int]]:
    """Return the pages that an issued note counted, in each language, by the name of what it encloses."""
    kept: list[dict[str, Any]] = note.values["enclosed"]
    return {one["name"]: [one["copies"][code]["pages"] for code in LANGUAGES] for one in kept}


def note_of(consultation: Consultation) -> VerbalNote:
    """Return the note that opened a consultation, the first one on its plan or a later one."""
    return VerbalNote.objects.get(kind__startswith="circulation", consultation=consultation)


def received(
    number: str, *, state: MemberState, on: dt.date, by: User, at: dt.datetime, **given: object
) -> IncomingNote:
    """Register a note of a State, dated and received on a day unless it is said when it came."""
    values = {"subject": "Comments", "received_on": on} | given
    return incoming_notes.enter(number=number, member_state=state, dated_on=on, by=by, at=at, **values)


def free_content(**changed: object) -> free_notes.Content:
    """Return what a note on another subject says in three languages, with words in bold."""
    said = {
        "subject": {"en": "Office hours", "ru": "Часы работы", "kk": "Жұмыс уақыты"},
        "matter": {
            "en": "inform of its office hours",
            "ru": "сообщить о часах своей работы",
            "kk": "өзінің жұмыс уақыты туралы хабарлауды",
        },
        "paragraphs": {
            "en": "The Secretariat is open from 9 to 18.\n\nIt is **closed** on holidays.",
            "ru": "Секретариат открыт с 9 до 18 часов.\n\nВ праздничные дни он **закрыт**.",
            "kk": "Хатшылық сағат 9-дан 18-ге дейін ашық.\n\nМереке күндері ол **жабық**.",
        },
    } | changed
    return free_notes.Content(**said)


def free_note(*, by: User, at: dt.datetime = AT, prefix: str = "CICA/GEN", **changed: object) -> VerbalNote:
    """Return a note on another subject that is being prepared, in a series whose numbering is decided."""
    numbered_after(prefix, 0)
    return free_notes.draft(prefix, free_content(**changed), by=by, at=at)


def under_silence(*, by: User) -> ConceptPaper:
    """Return a recommended plan whose text the SOC has placed under silence on the day of `AT`."""
    made = paper(status=PaperStatus.RECOMMENDED)
    comments.revision(made)
    plans.decided(made, DecisionKind.UNDER_SILENCE, by=by, held_on=AT.date(), at=AT)
    return made


def put_to_silence(made: ConceptPaper, *, by: User) -> VerbalNote:
    """Return the drafted note by which a plan is decided on by silence until 9 June, 18:00."""
    given = {"respond_by": dt.date(2022, 6, 9), "last_minute": dt.time(18, 0)}
    note = decision_by_silence.prepare(made, **given, by=by, at=AT)
    store_all()
    return note
