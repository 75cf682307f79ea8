"""The case of 2022, lived through by the real acts up to each stop of the walk.

Runs on a database of its own that holds nothing else (`build_walk`).
"""

import contextlib
import datetime as dt
import shutil
import sqlite3
import uuid
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.urls import reverse

from cica_portal import clock
from comments.enums import Position
from comments.models import Consultation, Receipt
from comments.procedure import outcomes
from comments.writing import responses
from dashboard.cases.reference_case import load_reference_case
from guide import texts
from guide.walk import stops
from members.models import User
from notes.acts import issuing
from notes.enums import DispatchStatus, NoteKind
from notes.models import Dispatch, VerbalNote
from notes.register import numbers
from plans.models import ConceptPaper

ISSUED_AT = dt.datetime.fromisoformat("2022-05-26T09:00:01+06:00")
# What is due by the clock; no mail leaves, and what waits for it counts as delivered.
DUE = ("arrivals", "close", "follow", "replan", "remind", "draft", "want", "render")


def tell() -> dict[str, str]:
    """Live through the case, keep the rows of each stop, and return the address of each stop's page."""
    with clock.running_from(ISSUED_AT):
        load_reference_case()
        _sweep()
    found = {}
    for number, row in enumerate(texts.data("walk"), 1):
        for at, act in _ACTS.get(number, ()):
            with clock.running_from(dt.datetime.fromisoformat(at)):
                act()
        with clock.running_from(row["at"]):
            _sweep()
        _keep(number)
        found[str(number)] = reverse(row["page"], args=_OF[row["of"]]() if "of" in row else ())
    return found


def _sweep() -> None:
    """Do what is due, and count what is on its way as delivered."""
    from dashboard import sweeps  # noqa: PLC0415 - all that a sweep does, for the walk alone

    at = clock.now()
    for _line in sweeps.run(at, {name: sweeps.ALL[name] for name in DUE}):
        pass
    waiting = Dispatch.objects.filter(status=DispatchStatus.QUEUED)
    waiting.update(status=DispatchStatus.DELIVERED, attempts=1, sent_at=at)


def _keep(number: int) -> None:
    """Keep the rows as they are now, in one file."""
    copy_rows(stops.file_of(number).with_suffix(".new"))


def copy_rows(file: Path) -> None:
    """Copy the rows of this process, which are in SQLite, into a file."""
    connection.close()
    with (
        contextlib.closing(sqlite3.connect(str(settings.DATABASES["default"]["NAME"]))) as source,
        contextlib.closing(sqlite3.connect(file)) as kept,
    ):
        source.backup(kept)
        kept.execute("PRAGMA journal_mode=DELETE")


def publish(found: dict[str, str]) -> None:
    """Put what was built in the place of what was there."""
    for number in found:
        file = stops.file_of(int(number))
        shutil.move(file.with_suffix(".new"), file)
    stops.keep(found)


# What happens before a stop, at which hour -----------------------------------------------------------
def _declare_no_objection() -> None:
    contact = User.objects.get(username="tj.contact")
    responses.submit(
        Consultation.objects.get(), position=Position.NO_OBJECTION, by=contact, request_key=uuid.uuid4()
    )


def _confirm_outcome() -> None:
    consultation = Consultation.objects.get()
    signatory = User.objects.get(username="signatory")
    outcomes.confirm(consultation, outcome=outcomes.current(consultation), by=signatory, at=clock.now())


def _issue_submission() -> None:
    note, signatory = _submission(), User.objects.get(username="signatory")
    number = numbers.coming_number(note.series, at=clock.now())
    issuing.issue(note, by=signatory, at=clock.now(), expected_number=number)


def _submission() -> VerbalNote:
    return VerbalNote.objects.get(kind=NoteKind.SWG_WITHOUT_COMMENTS)


_ACTS: dict[int, Iterable[tuple[str, Callable[[], None]]]] = {
    4: [("2022-05-30T09:00:00+06:00", _sweep)],
    5: [("2022-06-01T11:00:00+06:00", _declare_no_objection)],
    6: [
        ("2022-06-02T09:00:00+06:00", _sweep),
        ("2022-06-03T09:00:00+06:00", _sweep),
        ("2022-06-07T00:00:30+06:00", _sweep),
    ],
    7: [("2022-06-07T10:00:00+06:00", _confirm_outcome)],
    8: [("2022-06-07T12:00:00+06:00", _issue_submission)],
}
# What the page of a stop is about, as the arguments of its address.
_OF: dict[str, Callable[[], tuple[Any, ...]]] = {
    "note": lambda: (VerbalNote.objects.get(number="NCT/ICT/688").key,),
    "consultation": lambda: (Consultation.objects.get().pk,),
    "receipt": lambda: (Receipt.objects.get().number,),
    "submission": lambda: (_submission().key,),
    "plan": lambda: (ConceptPaper.objects.get().slug,),
}
