"""Open points of messages: what a person has to look at of the messages of notes."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Count, Min, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

from members import audit
from notes.delivery.by_note import is_handed_over, without_message
from notes.enums import DispatchStatus
from notes.models import Dispatch, NoteAddressee
from plans.enums import Owner
from plans.open_points.point_kinds import About, Kinds, Page, Point, Scope

MESSAGES = ngettext_lazy(
    "%(number)s message of note %(reference)s", "%(number)s messages of note %(reference)s", "number"
)
# Translators: reference is the number of a note
UNREACHED = _("Note %(reference)s: no address on record, not reached")
# What of a message a person has to look at, and as which kind of point.
STUCK = {
    DispatchStatus.HELD: "message_held",
    DispatchStatus.FAILED: "message_returned",
    DispatchStatus.BOUNCED: "message_returned",
    DispatchStatus.UNKNOWN: "message_unknown",
}

# After which act a message waits for a person; one that is held does so from the beginning.
STICKING = ("dispatch.fail", "dispatch.report", "dispatch.unknown", "dispatch.lose")

KINDS = Kinds()


@KINDS.declare(
    "free_note_message",
    _("Message of a note on another subject"),
    is_read_by_coordinator=False,
    is_of_a_plan=False,
    comes_first=True,
    act=ngettext_lazy(
        "Check %(number)s message of a note on another subject",
        "Check %(number)s messages of a note on another subject",
        "number",
    ),
)
def free_message(scope: Scope) -> Iterator[Point]:
    """Yield the messages of notes about no plan that wait for a person: held, returned or unknown."""
    return (_of_messages("free_note_message", row) for row in scope.asked(_free_stuck))


def _free_stuck(scope: Scope) -> QuerySet[Dispatch, dict[str, Any]]:
    return _counted(_waiting(sorted(STUCK)).filter(note__paper=None))


@KINDS.declare(
    "free_note_unreached",
    _("State without an address that a note on another subject is addressed to"),
    is_read_by_coordinator=False,
    is_of_a_plan=False,
    comes_first=True,
    act=ngettext_lazy(
        "Bring %(number)s note on another subject to a State without an address",
        "Bring %(number)s notes on other subjects to States without an address",
        "number",
    ),
)
def free_unreached(scope: Scope) -> Iterator[Point]:
    """Yield the States that a note about no plan is addressed to and that have it neither by mail nor on
    paper."""
    for one in scope.asked(_free_unwritten):
        yield Point(
            kind="free_note_unreached",
            paper_id=None,
            subject=f"{one.note_id}:{one.member_state_id}",
            about=About(UNREACHED, {"reference": one.note.number}),
            since=one.frozen_at or scope.at,
            owner=Owner.OFFICER,
            page=Page("notes:note-detail", (one.note.key,), "dispatches"),
            state_id=one.member_state_id,
            reference=one.note.number or "",
        )


def _free_unwritten(scope: Scope) -> QuerySet[NoteAddressee]:
    of_no_plan = without_message(note__paper=None)
    return of_no_plan.select_related("note").only("note__number", "note__key", "member_state", "frozen_at")


@KINDS.declare(
    "message_held",
    pgettext_lazy("open point", "Message on hold"),
    is_read_by_coordinator=False,
    comes_first=True,
    act=ngettext_lazy("Send %(number)s message on hold", "Send %(number)s messages on hold", "number"),
)
def message_held(scope: Scope) -> Iterator[Point]:
    """Yield, by note and State, the messages that wait for their release."""
    return _messages(scope, "message_held")


@KINDS.declare(
    "message_returned",
    _("Message not delivered"),
    is_read_by_coordinator=False,
    comes_first=True,
    act=ngettext_lazy(
        "Deliver %(number)s message that was not delivered",
        "Deliver %(number)s messages that were not delivered",
        "number",
    ),
)
def message_returned(scope: Scope) -> Iterator[Point]:
    """Yield, by note and State, the messages that were not accepted or came back."""
    return _messages(scope, "message_returned")


@KINDS.declare(
    "message_unknown",
    _("Message with an unknown outcome"),
    is_read_by_coordinator=False,
    comes_first=True,
    act=ngettext_lazy(
        "Find out whether %(number)s message arrived",
        "Find out whether %(number)s messages arrived",
        "number",
    ),
)
def message_unknown(scope: Scope) -> Iterator[Point]:
    """Yield, by note and State, the messages of which nobody knows whether they arrived."""
    return _messages(scope, "message_unknown")


def _messages(scope: Scope, kind: str) -> Iterator[Point]:
    return (_of_messages(kind, row) for row in scope.asked(_stuck, kind))


def _stuck(scope: Scope, kind: str) -> QuerySet[Dispatch, dict[str, Any]]:
    statuses = [status for status, name in STUCK.items() if name == kind]
    return _counted(_waiting(statuses).filter(note__paper__in=scope.papers))


def _waiting(statuses: Iterable[str]) -> QuerySet[Dispatch]:
    """Return the messages of these statuses; a State that was handed the note waits for none."""
    return Dispatch.objects.filter(~is_handed_over(), status__in=statuses)


def _counted(messages: QuerySet[Dispatch]) -> QuerySet[Dispatch, dict[str, Any]]:
    """Return messages by note and addressee: how many, and since when."""
    counted: QuerySet[Dispatch, dict[str, Any]] = (
        messages.annotate(stuck_at=Coalesce(audit.last_act(Dispatch, *STICKING), "not_before"))
        .order_by()
        .values(
            "note",
            "member_state",
            "correspondent_address__correspondent",
            "note__paper",
            "note__number",
            "note__key",
        )
        .annotate(number=Count("pk"), since=Min("stuck_at"))
    )
    return counted


def _of_messages(kind: str, row: dict[str, Any]) -> Point:
    values = {"number": row["number"], "reference": row["note__number"]}
    return Point(
        kind=kind,
        paper_id=row["note__paper"],
        subject=f"{row['note']}:{_party(row)}",
        about=About(MESSAGES, values),
        since=row["since"],
        owner=Owner.OFFICER,
        page=Page("notes:note-detail", (row["note__key"],), "dispatches"),
        state_id=row["member_state"],
        reference=row["note__number"] or "",
        number=row["number"],
    )


def _party(row: dict[str, Any]) -> str:
    """Return the key of a State, or of an observer or an organization."""
    return str(row["member_state"] or f"other-{row['correspondent_address__correspondent']}")
