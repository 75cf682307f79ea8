"""The outbox as its page shows it: a line a note, and behind it the messages."""

from collections import defaultdict
from collections.abc import Container, Iterable
from typing import Any, NamedTuple

from django.core.paginator import Page as Part
from django.utils.translation import gettext as _

from cica_portal.formats import listed
from cica_portal.languages import reader_language
from notes.delivery import by_note
from notes.delivery.by_note import FAILED, Tally
from notes.enums import NoteGroup
from notes.models import DeliveryReport, Dispatch, VerbalNote
from notes.views.messages.delivery import by_state, dispatch_row

# Failures stand open under so many notes of a page, so many of each; the rest is one click away.
NOTES_OPEN, FAILURES_OPEN = 10, 10
MARKS = {NoteGroup.FAILED: "refused", NoteGroup.WAITING: "waiting", NoteGroup.DELIVERED: "done"}


class Line(NamedTuple):
    """A note in the outbox: what to say of its messages, each as mark and words; those that failed, and how
    many more; and whether it did not reach a State: its page says what is to be done."""

    note: VerbalNote
    tally: Tally
    said: list[tuple[str, str]]
    messages: list[dict[str, Any]]
    more: int
    is_unreached: bool

    @property
    def bar(self) -> dict[str, str]:
        """Return where the parts of the bar end, in per cent: what failed, then what arrived."""
        total = max(self.tally.total, 1)
        failed = 100 * (self.tally.failed + self.tally.unknown) / total
        return {"failed": f"{failed:.2f}%", "delivered": f"{100 * self.tally.delivered / total:.2f}%"}


def sections(shown: Part[VerbalNote], numbers: dict[int, int]) -> list[dict[str, Any]]:
    """Return the lines of a page of notes by group."""
    notes = list(shown)
    unreached = by_note.unreached(notes)
    tallies, dead = by_note.tallies(notes)
    rows = _rows(notes, dead)
    by_group: dict[int, list[Line]] = defaultdict(list)
    for note in notes:
        tally = tallies.get(note.pk, Tally())
        failed = rows.get(note.pk, [])
        by_group[note.group].append(
            Line(
                note,
                tally,
                said(tally, unreached.get(note.pk, [])),
                failed[:FAILURES_OPEN],
                len(failed[FAILURES_OPEN:]),
                note.pk in unreached,
            )
        )
    return [
        {"kind": MARKS[group], "title": str(group.label), "number": numbers[group], "lines": by_group[group]}
        for group in NoteGroup
        if by_group[group]
    ]


def _rows(notes: Iterable[VerbalNote], dead: Container[str]) -> dict[int, list[dict[str, Any]]]:
    """Return the messages that stand under notes: those that failed."""
    failed = [note.pk for note in notes if note.group == NoteGroup.FAILED][:NOTES_OPEN]
    found = Dispatch.objects.filter(note__in=failed, status__in=sorted(FAILED))
    reports: dict[int | None, list[DeliveryReport]] = defaultdict(list)
    for report in DeliveryReport.objects.filter(dispatch__in=found.order_by().values("pk")):
        reports[report.dispatch_id].append(report)
    messages: dict[int, list[Dispatch]] = defaultdict(list)
    for one in found.select_related("note", "member_state", "correspondent_address__correspondent"):
        messages[one.note_id].append(one)
    return {
        pk: [dispatch_row(one, dead, reports=reports[one.pk]) for one in by_state(of_note)]
        for pk, of_note in messages.items()
    }


def said(tally: Tally, unreached: list[str]) -> list[tuple[str, str]]:
    """Return what became of the messages of a note in words, each with its mark, what is worst first."""
    counts = {"failed": tally.failed, "waiting": tally.waiting - tally.held, "total": tally.total}
    counts |= {"unknown": tally.unknown, "held": tally.held, "delivered": tally.delivered}
    found = []
    if unreached:
        states = listed(unreached, reader_language())
        found.append(("refused", _("not delivered to any address: %(states)s") % {"states": states}))
    if tally.failed:
        found.append(("refused", _("not delivered: %(failed)s of %(total)s") % counts))
    if tally.unknown:
        found.append(("needs", _("outcome unknown: %(unknown)s of %(total)s") % counts))
    if tally.held:
        found.append(("needs", _("on hold: %(held)s of %(total)s") % counts))
    if tally.waiting > tally.held:
        found.append(("waiting", _("under way: %(waiting)s of %(total)s") % counts))
    if tally.delivered or not found:
        found.append(("done", _("delivered: %(delivered)s of %(total)s") % counts))
    return found
