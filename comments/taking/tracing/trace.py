"""The trace: for every change between two texts of a plan, what it came from: comments with their answers, or
an event that a State proposed.

Read on the page of a redline as notes, and on paper as the annex of a revision. A change behind which there
is neither has no note: it is the Secretariat's own, or a translation of its own.
"""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from comments.answering import dispositions, versions
from comments.models import Acceptance, Comment, Consultation, Disposition, Duplicate, RoomAct
from comments.reading.extents import Places
from comments.reading.filed import joint, read_all
from comments.reading.readings import Reading, together
from comments.reading.sentences import touched
from comments.taking.proposals import wordings
from comments.taking.tracing import events, provenance
from comments.taking.tracing.events import EventOrigin
from comments.taking.tracing.provenance import Source
from comments.taking.tracing.trace_readers import Reader
from members.models import MemberState
from plans.comparison import authorship, editions
from plans.comparison.editions import Edition
from plans.comparison.redline import MOVED_FROM, MOVED_TO, REMOVED, Change
from plans.enums import EditKind
from plans.models import ConceptPaper, Edit, Revision
from plans.outline import revision_outline


@dataclass(frozen=True, slots=True)
class Origin:
    """A comment behind a change: whose, its number in the compilation, and what it was answered.

    `main` is the comment that it joins or is answered with, which names its State too; else it is its own.
    Where its State has submitted it again since, `comment` is as it reads now, and `is_former` says that an
    earlier wording was taken.
    """

    comment: Comment
    consultation: Consultation
    number: int
    states: str
    disposition: Disposition | None
    is_whole: bool
    own_wording: str
    language: str
    main: uuid.UUID
    is_former: bool = False
    room: RoomAct | None = None

    @property
    def agreed(self) -> str:
        """Say where its words were agreed, if they came into the text from the room of a meeting."""
        if self.room is None:
            return ""
        # Translators: meeting is the name of a body's meeting with its day
        return _("agreed: %(meeting)s") % {"meeting": self.room.room.item.meeting}

    @property
    def is_own_wording(self) -> bool:
        """Tell whether the Secretariat's wording stands in place of the proposal."""
        return bool(self.own_wording) and self.room is None


@dataclass(frozen=True, slots=True)
class Note:
    """A numbered note on the changed words of one paragraph: its sentences, and what is behind them, comments
    or the event that a State proposed."""

    number: int
    sentences: tuple[str, ...]
    origins: tuple[Origin, ...]
    event: EventOrigin | None = None

    @property
    def states(self) -> str:
        return "; ".join(one.states for one in (*self.origins, *([self.event] if self.event else [])))


@dataclass(frozen=True, slots=True)
class Traced:
    """One paragraph of the redline; each run with the number of its note, 0 for none."""

    change: Change
    runs: tuple[tuple[str, str, int], ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """What one text became in another, in one language, with the notes on where it came from."""

    earlier: Edition
    later: Edition
    language: str
    blocks: tuple[Traced, ...]

    @property
    def notes(self) -> list[tuple[Traced, Note]]:
        return [(block, note) for block in self.blocks for note in block.notes]

    @property
    def consultations(self) -> list[Consultation]:
        """The rounds whose comments are named, in the order of their notes."""
        found = {
            origin.consultation.pk: origin.consultation
            for _block, note in self.notes
            for origin in note.origins
        }
        return list(found.values())


def trace(revision: Revision, language: str, *, reader: Reader | None = None) -> Trace | None:
    """Return the trace of a revision to the one before it; there is none of the first.

    A `reader` is told of the comments that he may know, with the answers that are released; without one, all
    is told.
    """
    earlier = Revision.objects.filter(paper=revision.paper_id, number__lt=revision.number).last()
    if earlier is None:
        return None
    paper = revision.paper
    return between(Edition(paper, earlier), Edition(paper, revision), language, reader=reader)


def answers(revision: Revision) -> list[list[object]]:
    """Return which answers stand in the trace of a revision, as plain values."""
    earlier = Revision.objects.filter(paper=revision.paper_id, number__lt=revision.number).last()
    if earlier is None:
        return []
    taken = _acceptances(Edition(revision.paper, earlier), Edition(revision.paper, revision))
    stands = versions.listed_as([one.comment for one in taken])
    current = dispositions.current([*(one.comment for one in taken), *stands.values()])

    def given(one: Acceptance) -> list[object]:
        again = stands.get(one.comment_id, one.comment)
        version = current[again.pk].version if again.pk in current else 0
        return [one.pk, version] if again.pk == one.comment_id else [one.pk, version, str(again.pk)]

    return [given(one) for one in sorted(taken, key=lambda one: one.pk)]


def of_draft(paper: ConceptPaper, language: str) -> Trace | None:
    """Return the trace of the working draft to the last revision."""
    last = paper.revisions.order_by("number").last()
    return between(Edition(paper, last), Edition(paper), language) if last else None


def between(earlier: Edition, later: Edition, language: str, *, reader: Reader | None = None) -> Trace:
    """Return what `earlier` became in `later`, each change with its comments, in a fixed number of queries
    for each round."""
    edits = list(authorship.edits_between(earlier, later))
    acceptances = _acceptances(earlier, later)
    origins, worded = known(acceptances, reader)
    proposed = events.known(edits, reader)
    history = provenance.History(edits, acceptances, worded, language, proposed)
    number = 0
    blocks = []
    for change in editions.compare(earlier, later, language):
        block = _traced(change, history, origins, proposed, number)
        number += len(block.notes)
        blocks.append(block)
    return Trace(earlier, later, language, tuple(blocks))


def _acceptances(earlier: Edition, later: Edition) -> list[Acceptance]:
    """Return what was taken from comments between the two texts (one query)."""
    found = Acceptance.objects.filter(edit__in=authorship.edits_between(earlier, later).order_by())
    related = "comment__response__consultation__revision"
    written = Prefetch("edit__room_acts", RoomAct.objects.select_related("room__item__meeting"))
    found = found.select_related("edit__block", related).prefetch_related(written)
    return list(found.order_by("edit_id", "pk"))


def known(
    acceptances: Sequence[Acceptance], reader: Reader | None, named: Callable[[MemberState], str] = str
) -> tuple[dict[int, Origin], provenance.Wordings]:
    """Return the comments behind the acceptances, as the reader may know them, and what each proposes."""
    consultations = {
        one.comment.response.consultation_id: one.comment.response.consultation for one in acceptances
    }
    answered = dispositions.current if reader is None else dispositions.confirmed
    stands = versions.listed_as([one.comment for one in acceptances])
    given = answered(list(stands.values()))
    taken = {one.comment_id for one in acceptances}
    origins: dict[int, Origin] = {}
    worded: dict[tuple[uuid.UUID, uuid.UUID, str], tuple[str, str]] = {}
    for consultation in consultations.values():
        rows = read_all(consultation)
        places = Places(revision_outline(consultation.revision))
        told = _named(consultation, rows, reader, named)
        is_told = reader is None or consultation.pk in reader.answered_consultations
        for row in rows:
            if row.comment.pk in taken:
                for key, texts in wordings(row, places).items():
                    for language, wording in texts.items():
                        made_on = places.row(key).text(language)
                        worded[row.comment.pk, key, language] = (made_on, wording)
        for one in acceptances:
            comment = stands.get(one.comment_id)
            is_known = comment is not None and (reader is None or comment.pk in reader.comments)
            if is_known and comment.pk in told and one.comment.response.consultation_id == consultation.pk:
                number, states, main = told[comment.pk]
                origins[one.pk] = Origin(
                    comment=comment,
                    consultation=consultation,
                    number=number,
                    states=states,
                    disposition=given.get(comment.pk) if is_told else None,
                    is_whole=one.is_whole,
                    own_wording=one.own_wording,
                    language=one.edit.language,
                    main=main,
                    is_former=comment.pk != one.comment_id,
                    room=_room_of(one.edit),
                )
    return origins, worded


def _room_of(edit: Edit) -> RoomAct | None:
    """Return the act of a room that wrote an edit, where these were asked for (`_acceptances`)."""
    asked = vars(edit).get("_prefetched_objects_cache", {})
    return next(iter(edit.room_acts.all()), None) if "room_acts" in asked else None


def _named(
    consultation: Consultation,
    rows: Sequence[Reading],
    reader: Reader | None,
    named: Callable[[MemberState], str],
) -> dict[uuid.UUID, tuple[int, str, uuid.UUID]]:
    """Return of each comment its number in the compilation, its States (who joined, who said the same), and
    the comment that stands for them all."""
    single, joining = joint(rows)
    same = _same(consultation, rows)
    # A reader who does not see them all is not told how many there are.
    sees_all = reader is None or all(row.is_late or row.comment.pk in reader.comments for row in rows)
    originals = {other.comment.pk: main for main, others in same.items() for other in others}
    found: dict[uuid.UUID, tuple[int, str, uuid.UUID]] = {}
    for number, row in enumerate(single, 1):
        joined = joining.get(row.key, ())
        others = [
            named(other.member_state)
            for other in (*joined, *same.get(row.comment.pk, ()))
            if reader is None or other.comment.pk in reader.comments
        ]
        states = together(named(row.member_state), dict.fromkeys(others), is_lost=bool(row.joined))
        for one in (row, *joined):
            main = originals.get(row.comment.pk, row.comment.pk)
            found[one.comment.pk] = (number if sees_all else 0, states, main)
    return found


def _same(consultation: Consultation, rows: Iterable[Reading]) -> Mapping[uuid.UUID, list[Reading]]:
    """Return the comments that are answered together with another, by that other one."""
    by_pk = {row.comment.pk: row for row in rows}
    found: dict[uuid.UUID, list[Reading]] = {}
    links = Duplicate.objects.filter(comment__response__consultation=consultation)
    for comment, original in links.values_list("comment", "original"):
        if comment in by_pk:
            found.setdefault(original, []).append(by_pk[comment])
    return found


def _traced(
    change: Change,
    history: provenance.History,
    origins: Mapping[int, Origin],
    proposed: Mapping[uuid.UUID, EventOrigin],
    number: int,
) -> Traced:
    """Return a paragraph with its notes, numbered on from `number`."""
    if not change.is_changed:
        return Traced(change, tuple((op, text, 0) for op, text in change.words), ())
    key = change.row.key
    if change.state in (REMOVED, MOVED_FROM):
        act = EditKind.REMOVED if change.state == REMOVED else EditKind.MOVED
        source = history.of_act(key, act)
        runs = [(op, text, source) for op, text in change.words]
    else:
        runs = list(provenance.sourced(change.words, history.steps(key)))
    moved = history.of_act(key, EditKind.MOVED) if change.state == MOVED_TO else ()
    numbers: dict[Source, int] = {}
    for source in (moved, *(source for _op, _text, source in runs)):
        if source not in numbers and any(one in origins or one in proposed for one in source):
            numbers[source] = number + len(numbers) + 1
    marked = tuple((op, text, numbers.get(source, 0)) for op, text, source in runs)
    notes = tuple(
        Note(
            number=note,
            sentences=tuple(touched(marked, note)),
            origins=tuple(_distinct(origins[one] for one in source if one in origins)),
            event=next((proposed[one] for one in source if one in proposed), None),
        )
        for source, note in numbers.items()
    )
    return Traced(change, marked, notes)


def _distinct(origins: Iterable[Origin]) -> list[Origin]:
    """Return each comment once, in the order of the compilation, as it was last taken; what stands for
    others is told in their place."""
    every = list(origins)
    named = {origin.comment.pk for origin in every}
    found = {
        origin.comment.pk: origin
        for origin in every
        if origin.main == origin.comment.pk or origin.main not in named
    }
    return sorted(found.values(), key=lambda origin: origin.number)
