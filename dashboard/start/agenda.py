"""What needs a person today, events among it: read for the start pages, in a constant number of queries."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery, Value

from cica_portal.deadlines import seat_date
from comments.models import Addressee, Consultation, Response
from dashboard import sweep_health
from dashboard.models import SweepRecord
from documents.enums import DocumentStatus
from documents.models import Document
from initiatives import lines
from initiatives.enums import InitiativeStatus
from initiatives.models import Initiative
from initiatives.participation import event_reminders
from initiatives.participation.event_reminders import Kind
from members.directory import undelivered
from members.enums import MailStatus
from members.models import MemberState, User
from members.models.people import today
from notes import kinds
from notes.delivery.bounces import LOST
from notes.enums import NoteStatus
from notes.models import Dispatch, NoteText, VerbalNote
from notes.wording import without_comments
from plans.enums import EDITABLE_STATUSES
from plans.models import ConceptPaper, Meeting

ORDER = (Kind.OVERDUE, Kind.DAY_WANTED, Kind.REPORT_WANTED)


def registrations(user: User, at: dt.datetime, language: str) -> list[dict[str, Any]]:
    """Return the events for which a delegation can register people, the nearest end first."""
    announced = Initiative.objects.visible_to(user).filter(status=InitiativeStatus.ANNOUNCED)
    open_still = announced.filter(registration_closes_at__gt=at).with_proposal()
    found = list(open_still.order_by("registration_closes_at", "pk"))
    if not found:
        return []
    by_key = lines.find_lines(found, user)
    return [
        {"initiative": one, "title": lines.title(one, by_key.get(one.block_key), language)} for one in found
    ]


def wanting(user: User, at: dt.datetime) -> list[tuple[Kind, int]]:
    """Return how many of the events whose records a person keeps want something by now, by what they want:
    the list has each."""
    today = seat_date(at)
    steps = (event_reminders.due(initiative, today) for initiative in event_reminders.kept_by(user))
    counts = Counter(step.kind for step in steps if step is not None)
    return [(kind, counts[kind]) for kind in ORDER if counts[kind]]


LATEST = 5


def awaited(current: Sequence[Consultation]) -> dict[int, list[str]]:
    """Return by round the names of the States that have not answered, in protocol order."""
    answered = Response.objects.official().filter(
        consultation=OuterRef("consultation"), member_state=OuterRef("member_state")
    )
    asked = Addressee.objects.filter(~Exists(answered), consultation__in=current)
    asked = asked.filter(member_state__in=MemberState.objects.members_on(today()))
    pairs = list(asked.order_by("member_state__protocol_name").values_list("consultation", "member_state_id"))
    known = MemberState.objects.defer("forms").in_bulk({state for _consultation, state in pairs})
    names: dict[int, list[str]] = defaultdict(list)
    for consultation, state in pairs:
        names[consultation].append(known[state].name)
    return dict(names)


def follows(current: Sequence[Consultation], language: str) -> dict[int, str]:
    """Return by consultation what its note says will follow if no comments come (one query)."""
    texts = NoteText.objects.filter(
        language=language,
        note__consultation=OuterRef("pk"),
        note__kind__in=kinds.opening(),
        note__status=NoteStatus.ISSUED,
    )
    # The latest, as `consultation_notes.circulation_note` has it.
    latest = texts.order_by("-note__issued_at", "-note__drafted_at", "-note__pk")
    said = Subquery(latest.values("pieces")[:1])
    opened = Consultation.objects.filter(pk__in=[one.pk for one in current]).annotate(said=said)
    found = opened.order_by().values_list("pk", "said")
    return {key: without_comments.said(pieces) for key, pieces in found if pieces}


def prepared() -> set[int | None]:
    """Return the plans of which a note that circulates them waits for a signature."""
    drafted = VerbalNote.objects.drafted().filter(kind__in=kinds.circulating())
    return set(drafted.values_list("paper", flat=True))


class Preparation(NamedTuple):
    """The first of the plans in preparation, in the order of the list of plans, and how many there are."""

    papers: list[ConceptPaper]
    number: int

    @property
    def further(self) -> int:
        """How many more are in preparation than are here."""
        return self.number - len(self.papers)


def in_preparation() -> Preparation:
    """Return the plans in preparation that a start page shows."""
    papers = ConceptPaper.objects.filter(status__in=EDITABLE_STATUSES)
    return Preparation(list(papers.select_related("measure", "coordinator")[:LATEST]), papers.count())


class Failed(NamedTuple):
    """How many documents could not be prepared, how many messages of notes did not arrive, how many to
    persons, and of how many of those nobody knows."""

    documents: int
    of_notes: int
    to_persons: int
    unknown: int

    @property
    def undelivered(self) -> int:
        return self.of_notes + self.to_persons


def meetings(at: dt.datetime) -> list[Meeting]:
    """Return the next meetings with the plans on their agendas."""
    coming = Meeting.objects.coming(seat_date(at))
    return list(coming.prefetch_related("items__paper__measure", "items__decision")[:LATEST])


def failed() -> Failed:
    """Return what failed and needs a person, in one query."""
    documents = _by_status(Document.objects.filter(status=DocumentStatus.FAILED), "document")
    of_notes = _by_status(Dispatch.objects.filter(status__in=LOST), "note")
    rows = documents.union(of_notes, _by_status(undelivered.every(), "person"), all=True)
    numbers = Counter({(what, status): number for what, status, number in rows})
    return Failed(
        documents=numbers["document", DocumentStatus.FAILED],
        of_notes=sum(numbers["note", status] for status in LOST),
        to_persons=numbers["person", MailStatus.FAILED],
        unknown=numbers["person", MailStatus.UNKNOWN],
    )


def _by_status(rows: QuerySet[Any], what: str) -> QuerySet[Any, Any]:
    counted = rows.order_by().values("status").annotate(number=Count("pk"), what=Value(what))
    return counted.values_list("what", "status", "number")


def work() -> dict[str, Any]:
    """Return how the sweeps are doing: whether one has not done its work lately, and which of them fail."""
    records = list(SweepRecord.objects.filter(name__in=sweep_health.NAMES))
    times = [record.succeeded_at for record in records if record.succeeded_at]
    return {
        "is_late": not sweep_health.is_lately(min(times)) if times else True,
        "failing": [record for record in records if record.is_failing],
    }
