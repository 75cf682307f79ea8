"""What the SWG is to decide on a plan, after all its consultations: positions that States maintain, comments
passed on to it, notes received, additional time granted, and the open points that were carried over."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cica_portal import deadlines, formats
from cica_portal.languages import reader_language
from cica_portal.text import sha256
from comments.answering import dialogue
from comments.answering.dialogue import Thread
from comments.enums import Position as Responded
from comments.enums import Standing
from comments.models import AnswersRelease, Consultation, Grant, Reaction, Response
from comments.reading import compilation, stances, working_files
from comments.reading.filed import read_all
from comments.reading.readings import Reading
from members.models import MemberState
from notes.models import IncomingNote
from notes.register import incoming_notes
from plans.models import CarriedPoint, ConceptPaper

EDITION = 8


@dataclass(frozen=True, slots=True)
class Position:
    """One comment before the SWG under its number in the compilation, with what was answered, what its State
    says to that, and where it was carried over."""

    row: Reading
    thread: Thread
    carried: Sequence[CarriedPoint]


@dataclass(frozen=True, slots=True)
class Compiled:
    """The comments of one consultation as its compilation numbers them, and what was said about each: what
    its State was told, or may be."""

    consultation: Consultation
    rows: Sequence[Reading]
    threads: Mapping[uuid.UUID, Thread]

    @property
    def numbers(self) -> dict[uuid.UUID, int]:
        """Return the number of each comment; States that join one have the same."""
        return {one.comment.pk: row.number for row in self.rows for one in (row, *row.others)}


@dataclass(frozen=True, slots=True)
class Awaited:
    """States that have not reacted to their replies, and when these were sent, if they were."""

    consultation: Consultation
    sent_at: dt.datetime | None
    states: Sequence[MemberState]


def compiled(consultation: Consultation) -> Compiled:
    rows = compilation.entire(consultation, reader_language()).readings
    every = [one.comment for row in rows for one in (row, *row.others)]
    return Compiled(consultation, rows, dialogue.threads(every, is_told=True))


def of(consultation: Consultation) -> list[Position]:
    """Return the comments that are before the SWG, in document order."""
    comments = dialogue.for_swg(consultation)
    if not comments:
        return []
    threads, told = dialogue.threads(comments), dialogue.threads(comments, is_told=True)
    threads |= {key: thread for key, thread in told.items() if thread.disposition is not None}
    rows = {row.comment.pk: row for row in read_all(consultation, language=reader_language())}
    whole, over = compiled(consultation), defaultdict(list)
    numbers, listed = whole.numbers, {row.comment.pk: row for row in whole.rows}
    for point in carried(consultation.revision.paper):
        over[point.subject].append(point)
    for comment in comments:
        row, given = rows[comment.pk], threads[comment.pk].disposition
        row.number, row.answer = numbers[comment.pk], given
        if (shown := listed.get(comment.pk)) is not None:
            row.supported_by = shown.supported_by
        row.superseding = listed.get(given.superseded_by_id) if given else None
    return [Position(rows[one.pk], threads[one.pk], over[str(one.pk)]) for one in comments]


def by_state(found: Compiled) -> dict[MemberState, list[tuple[Reading, Thread]]]:
    """Return the comments of each State that made or joined one, in the order of protocol, and what was said
    about each."""
    said = defaultdict(list)
    for row in found.rows:
        for one in (row, *row.others):
            said[one.member_state].append((row, found.threads[one.comment.pk]))
    return dict(sorted(said.items(), key=lambda pair: pair[0].protocol_name))


def received(consultation: Consultation) -> list[IncomingNote]:
    """Return the States' own notes on the consultation, as registered, the oldest first."""
    return list(incoming_notes.incoming_of(consultation).order_by("received_on", "pk"))


def granted(consultation: Consultation) -> list[Grant]:
    """Return the additional time of each State that had some, in the order of protocol. Why is not said: the
    reasons are read by the Secretariat and that State alone."""
    grants = consultation.grants.beyond_deadline().select_related("member_state").order_by("at", "pk")
    last = {grant.member_state_id: grant for grant in grants}
    return sorted(last.values(), key=lambda grant: (grant.member_state.protocol_name, grant.pk))


def came_of(grant: Grant, *, at: dt.datetime) -> Responded | Standing:
    """Return what the State submitted in its additional time; or that it had not by `at`, or still may."""
    given = Response.objects.standing().filter(
        consultation=grant.consultation_id, member_state=grant.member_state_id, received_at__gte=grant.at
    )
    if position := given.values_list("position", flat=True).last():
        return Responded(position)
    return Standing.GRANT_RUNNING if grant.until > at else Standing.SILENT


def carried(paper: ConceptPaper) -> list[CarriedPoint]:
    """Return the points that were carried over, as a signatory did so."""
    return list(CarriedPoint.objects.filter(paper=paper).select_related("member_state"))


def besides(paper: ConceptPaper, found: Sequence[Position]) -> list[CarriedPoint]:
    """Return the points carried over that are about none of these comments, which name their own."""
    named = {point.pk for one in found for point in one.carried}
    return [point for point in carried(paper) if point.pk not in named]


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


def source(consultations: Sequence[Consultation], *, at: dt.datetime) -> str:
    """Return the key of the document that sets them out for all consultations of a plan, with all comments by
    State; nothing where nothing was said."""
    reactions = Reaction.objects.filter(disposition__comment__response__consultation__in=consultations)
    points = [[one.gate, one.kind, one.subject] for one in carried(consultations[-1].revision.paper)]
    said = [_made_of(one, at=at) for one in consultations]
    if not (points or any(any(of_one) for of_one in said)):
        return ""
    rounds = [[one.reference, one.revision.sha256, working_files.source(one)] for one in consultations]
    return sha256(
        {
            "edition": EDITION,
            "rounds": rounds,
            "said": said,
            "carried": points,
            "reactions": sorted(reactions.values_list("pk", flat=True)),
            "awaited": [str(one.sent_at) for one in awaited(consultations)],
        }
    )


def _made_of(consultation: Consultation, *, at: dt.datetime) -> list[list[Any]]:
    filed = Response.objects.filter(consultation=consultation)
    found = (filed.standing() | filed.late()).filter(position=Responded.COMMENTS)
    notes = [
        " ".join(filter(None, (note.register_number, note.why_set_aside))) for note in received(consultation)
    ]
    time = [
        [one.member_state.code, one.until.isoformat(), str(came_of(one, at=at))]
        for one in granted(consultation)
    ]
    stated = stances.stated(consultation)
    met = stances.conditions(stated)
    positions = [[one.sha256, list(met.get(one.pk, ()))] for one in stated]
    made = [sorted(found.values_list("sha256", flat=True)), notes, time]
    return [*made, positions] if positions else made
