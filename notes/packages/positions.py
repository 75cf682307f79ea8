"""What the SWG is to decide on a plan, after all its consultations: positions that States maintain, comments
passed on to it, notes received, additional time granted, and the open points that were carried over."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cica_portal import deadlines, formats
from cica_portal.languages import reader_language
from cica_portal.text import sha256
from comments.compilation.rows import Row, filed_rows
from comments.consolidation import dialogue
from comments.consolidation.dialogue import Thread
from comments.models import AnswersRelease, Consultation, Grant
from members.models import MemberState
from notes.models import IncomingNote
from notes.register import incoming_notes
from plans.models import CarriedPoint, ConceptPaper

EDITION = 5


@dataclass(frozen=True, slots=True)
class Position:
    """One comment before the SWG, with what was answered and what its State says to that."""

    row: Row
    thread: Thread


@dataclass(frozen=True, slots=True)
class Awaited:
    """States that have not reacted to their replies, and when these were sent, if they were."""

    consultation: Consultation
    sent_at: dt.datetime | None
    states: Sequence[MemberState]


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


def carried(paper: ConceptPaper) -> list[CarriedPoint]:
    """Return the points that were carried over, as a signatory did so."""
    return list(CarriedPoint.objects.filter(paper=paper).select_related("member_state"))


def awaited(consultations: Sequence[Consultation]) -> list[Awaited]:
    """Return the consultations after which States have not reacted to their replies yet."""
    released = AnswersRelease.objects.filter(consultation__in=consultations)
    sent = dict(released.values_list("consultation", "at"))
    found = (Awaited(one, sent.get(one.pk), dialogue.yet_to_react(one)) for one in consultations)
    return [one for one in found if one.states]


def awaited_words(one: Awaited) -> str:
    """Say who has not reacted yet, in the active language."""
    values = {"number": one.consultation.reference, "states": ", ".join(map(str, one.states))}
    if one.sent_at is None:
        # Translators: number is the number of the note; states is a list of Member States
        return _("Replies under note %(number)s not sent yet to: %(states)s.") % values
    values["date"] = formats.date(deadlines.seat_date(one.sent_at), reader_language())
    # Translators: number is the number of the note; states is a list of Member States
    return _("Replies under note %(number)s sent on %(date)s. No reaction yet from: %(states)s.") % values


def source(consultations: Sequence[Consultation]) -> str:
    """Return the key of the document that sets them out for all consultations of a plan; nothing where there
    are none."""
    of_each = [made for one in consultations if any(made := _made_of(one))]
    points = [[one.gate, one.kind, one.subject] for one in carried(consultations[-1].revision.paper)]
    waiting = [
        [one.consultation.reference, str(one.sent_at), *(state.code for state in one.states)]
        for one in awaited(consultations)
    ]
    if not (of_each or points or waiting):
        return ""
    rounds = [[one.reference, one.revision.sha256] for one in consultations]
    return sha256(
        {"edition": EDITION, "rounds": rounds, "said": of_each, "carried": points, "awaited": waiting}
    )


def _made_of(consultation: Consultation) -> list[list[Any]]:
    decided = dialogue.passed_on(consultation).order_by("comment__sha256")
    found = [list(map(str, row)) for row in decided.values_list("comment__sha256", "pk", "reaction")]
    notes = [
        " ".join(filter(None, (note.register_number, note.why_set_aside))) for note in received(consultation)
    ]
    time = [[grant.member_state.code, grant.until.isoformat()] for grant in granted(consultation)]
    return [found, notes, time]
