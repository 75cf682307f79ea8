"""What needs a person today: read for the start pages, in a constant number of queries."""

import datetime as dt
from collections import defaultdict
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet

from cica_portal import composed
from comments.models import Addressee, Consultation, Response
from comments.procedure import overview
from dashboard import sweep_health
from dashboard.models import SweepRecord
from documents.enums import DocumentStatus
from documents.models import Document
from members import readers
from members.models import MemberState, User
from notes import kinds
from notes.enums import NoteStatus
from notes.models import NoteText, VerbalNote
from notes.wording import without_comments
from plans.enums import EDITABLE_STATUSES
from plans.models import ConceptPaper

LATEST = 5


def consultations(user: User, at: dt.datetime) -> tuple[list[Consultation], list[Consultation]]:
    """Return the rounds open by the clock, the nearest deadline first, and the past ones, latest first."""
    return overview.split(overview.listed(user, at), at)


def awaited(current: list[Consultation]) -> dict[int, list[str]]:
    """Return by round the names of the States that have not answered, in protocol order, in two queries."""
    first = min((one.opens_at for one in current), default=None)
    if first is None:
        return {}
    known = {one.pk for one in current}
    pairs = [pair for pair in composed.rows(awaited, _asked, first=first) if pair[0] in known]
    states = MemberState.objects.defer("forms").in_bulk({state for _consultation, state in pairs})
    named = {key: state.name for key, state in states.items()}
    names: dict[int, list[str]] = defaultdict(list)
    for consultation, state in pairs:
        names[consultation].append(named[state])
    return dict(names)


def _asked(first: dt.datetime) -> QuerySet[Addressee, tuple[int, int]]:
    """Return who has not answered in the rounds that were opened at `first` or since."""
    answered = Response.objects.standing().filter(
        consultation=OuterRef("consultation"), member_state=OuterRef("member_state")
    )
    asked = Addressee.objects.filter(~Exists(answered), consultation__opens_at__gte=first)
    return asked.order_by("member_state__protocol_name").values_list("consultation", "member_state")


def follows(current: list[Consultation], language: str) -> dict[int, str]:
    """Return by consultation what its note says will follow if no comments come (one query)."""
    first = min((one.opens_at for one in current), default=None)
    if first is None:
        return {}
    known = {one.pk for one in current}
    found = composed.rows(follows, _opened, first=first, language=language)
    return {key: without_comments.said(pieces) for key, pieces in found if key in known}


def _opened(first: dt.datetime, language: str) -> QuerySet[NoteText, tuple[int, list[dict[str, Any]]]]:
    """Return what the notes say that opened the consultations of `first` or since."""
    texts = NoteText.objects.filter(
        language=language,
        note__consultation__opens_at__gte=first,
        note__kind__in=kinds.opening(),
        note__status=NoteStatus.ISSUED,
    )
    return texts.values_list("note__consultation", "pieces")


def prepared() -> set[int | None]:
    """Return the plans of which a note that circulates them waits for a signature."""
    return set(composed.rows(prepared, _drafted))


def _drafted() -> QuerySet[VerbalNote, int | None]:
    drafted = VerbalNote.objects.filter(status=NoteStatus.DRAFTED, kind__in=kinds.opening())
    return drafted.values_list("paper", flat=True)


def in_preparation() -> list[ConceptPaper]:
    return composed.rows(in_preparation, _prepared)


def _prepared() -> QuerySet[ConceptPaper]:
    papers = ConceptPaper.objects.filter(status__in=sorted(EDITABLE_STATUSES))
    return papers.select_related("measure", "coordinator")


def parked() -> int:
    """Return how many documents could not be prepared and need a person."""
    return sum(composed.rows(parked, _parked))


def _parked() -> QuerySet[Document, int]:
    failed = Document.objects.filter(status=DocumentStatus.FAILED).order_by().values("status")
    return failed.annotate(number=Count("pk")).values_list("number", flat=True)


def work() -> dict[str, Any]:
    """Return how the sweeps are doing: when they last did their work, and which of them fail."""
    records = composed.rows(work, _sweeps)
    times = [record.succeeded_at for record in records if record.succeeded_at]
    last = max(times, default=None)
    return {
        "last": last,
        "is_late": not sweep_health.is_lately(min(times)) if times else True,
        "failing": [record for record in records if record.is_failing],
    }


def _sweeps() -> QuerySet[SweepRecord]:
    return SweepRecord.objects.filter(name__in=sweep_health.NAMES)


def coordinated(user: User) -> list[ConceptPaper]:
    return list(
        ConceptPaper.objects.visible_to(user).select_related("measure").order_by("-period_from", "slug")
    )


def adopted(user: User) -> list[ConceptPaper]:
    """Return the latest plans that the SOC approved."""
    return readers.rows(adopted, _adopted, user)


def _adopted(user: User) -> QuerySet[ConceptPaper]:
    found = ConceptPaper.objects.published_to(user).select_related("measure")
    return found.order_by("-period_from", "slug")[:LATEST]


def received(user: User) -> list[VerbalNote]:
    """Return the latest notes that the person may read."""
    return readers.rows(received, _received, user)


def _received(user: User) -> QuerySet[VerbalNote]:
    notes = VerbalNote.objects.visible_to(user).with_void().filter(status=NoteStatus.ISSUED)
    return notes.select_related("paper__measure").order_by("-issued_at", "-pk")[:LATEST]
