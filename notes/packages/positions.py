"""What the SWG is to decide: positions that States maintain, comments passed on to it, notes received,
additional time granted, and the open points that were carried over."""

from dataclasses import dataclass

from cica_portal.text import sha256
from comments.compilation.rows import Row, filed_rows
from comments.consolidation import dialogue
from comments.consolidation.dialogue import Thread
from comments.models import Consultation, Grant
from notes.models import IncomingNote
from notes.register import incoming_notes
from plans.models import CarriedPoint

EDITION = 3


@dataclass(frozen=True, slots=True)
class Position:
    """One comment before the SWG, with what was answered and what its State says to that."""

    row: Row
    thread: Thread


def of(consultation: Consultation) -> list[Position]:
    """Return the comments that are before the SWG, in document order."""
    comments = dialogue.for_swg(consultation)
    if not comments:
        return []
    threads, told = dialogue.threads(comments), dialogue.threads(comments, is_told=True)
    threads |= {key: thread for key, thread in told.items() if thread.disposition is not None}
    rows = {row.comment.pk: row for row in filed_rows(consultation)}
    return [Position(rows[comment.pk], threads[comment.pk]) for comment in comments]


def received(consultation: Consultation) -> list[IncomingNote]:
    """Return the States' own notes on the consultation, as registered, the oldest first."""
    return list(incoming_notes.incoming_of(consultation).order_by("received_on", "pk"))


def granted(consultation: Consultation) -> list[Grant]:
    """Return the additional time of each State that had some, in the order of protocol. Why is not said: the
    reasons are read by the Secretariat and that State alone."""
    grants = consultation.grants.beyond_deadline().select_related("member_state").order_by("at", "pk")
    last = {grant.member_state_id: grant for grant in grants}
    return sorted(last.values(), key=lambda grant: (grant.member_state.protocol_name, grant.pk))


def carried(consultation: Consultation) -> list[CarriedPoint]:
    """Return the points that were carried over after the consultation and before the next one; with the first
    one also those that were carried over into it."""
    paper, opens_at = consultation.revision.paper_id, consultation.opens_at
    rows = CarriedPoint.objects.filter(paper=paper)
    of_plan = Consultation.objects.filter(revision__paper=paper)
    if of_plan.filter(opens_at__lt=opens_at).exists():
        rows = rows.filter(at__gt=opens_at)
    if following := of_plan.filter(opens_at__gt=opens_at).order_by("opens_at").first():
        rows = rows.filter(at__lte=following.opens_at)
    return list(rows.select_related("member_state", "by"))


def source(consultation: Consultation) -> str:
    """Return the key of the document that sets them out; nothing where there are none."""
    decided = dialogue.passed_on(consultation).order_by("comment__sha256")
    found = [list(map(str, row)) for row in decided.values_list("comment__sha256", "pk", "reaction")]
    notes = [note.register_number for note in received(consultation)]
    points = [[one.gate, one.kind, one.subject] for one in carried(consultation)]
    time = [[grant.member_state.code, grant.until.isoformat()] for grant in granted(consultation)]
    if not (found or notes or points or time):
        return ""
    made_of = {
        "edition": EDITION,
        "round": consultation.reference,
        "revision": consultation.revision.sha256,
        "positions": found,
        "received": notes,
        "time": time,
        "carried": points,
    }
    return sha256(made_of)
