import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cica_portal import clock
from cica_portal.errors import DomainError
from comments.enums import ConsultationStatus, Outcome, Standing
from comments.models import Consultation
from comments.procedure import outcomes
from comments.procedure.replies import ledger
from notes.register import incoming_notes


class Command(BaseCommand):
    help = (
        "Print the ledger of the round that the note REFERENCE opened: opening and closing in UTC, the "
        "state of the round by the clock, its outcome, and for each Member State what it did (commented, "
        "no_objection, granted, grant_running, late, withdrawn, left, silent, not_reached; awaiting while "
        "the round is open), how many events it proposed, by which channel it answered (with the number "
        "in the register of the note or mail that brought it), how many notes of it wait to be entered as "
        "a response, and by what proof and when the note reached it (acknowledged, opened, responded, "
        "delivered, taken by the mail server). Changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "reference", metavar="REFERENCE", help="number of the note, in any of its printed forms"
        )
        parser.add_argument("--json", action="store_true", help="print JSON instead of a table")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            consultation = incoming_notes.find_consultation(options["reference"])
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        content = ledger_of(consultation, at=clock.now())
        if options["json"]:
            self.stdout.write(json.dumps(content, ensure_ascii=False, indent=2))
            return
        facts = [[name, content[name]] for name in FACTS]
        rows = [[row[name] for name in COLUMNS] for row in content["member_states"]]
        heads = [name.replace("_", " ") for name in COLUMNS]
        self.stdout.write("\n".join([*in_columns(facts), "", *in_columns([heads, *rows])]))


def ledger_of(consultation: Consultation, *, at: dt.datetime) -> dict[str, Any]:
    """Return the ledger as plain values. By the clock: what is due counts as closed before any sweep."""
    rows = ledger.rows(consultation, at=at)
    is_closed = consultation.has_ended(at)
    outcome = outcomes.current(consultation)
    if is_closed and not outcome and consultation.status != ConsultationStatus.WITHDRAWN:
        commented = any(row.standing == Standing.COMMENTED for row in rows)
        outcome = Outcome.COMMENTS if commented else Outcome.SILENCE
    return {
        "reference": consultation.reference,
        "opens_at": clock.stamp(consultation.opens_at),
        "closes_at": clock.stamp(consultation.closes_at),
        "state": str(ConsultationStatus.CLOSED if is_closed else ConsultationStatus.OPEN),
        "outcome": str(outcome) or None,
        "member_states": [
            {
                "code": row.member_state.code,
                "status": str(row.standing),
                "withdrawn_at": clock.stamp(row.withdrawal.received_at) if row.withdrawal else None,
                "withdrawal_receipt": row.withdrawal.receipt.number if row.withdrawal else None,
                "left_on": row.left_on.isoformat() if row.left_on else None,
                "events_proposed": row.events_proposed,
                "channel": str(row.channel) if row.channel else None,
                "source": row.last.register_number or None if row.last else None,
                "unentered": len(row.unentered),
                "reached_by": str(row.proof) if row.proof else None,
                "reached_at": clock.stamp(row.reached_at) if row.reached_at else None,
            }
            for row in rows
        ],
    }


FACTS = ("reference", "opens_at", "closes_at", "state", "outcome")
COLUMNS = ("code", "status", "events_proposed", "channel", "source", "reached_by", "reached_at", "unentered")


def in_columns(rows: Sequence[Sequence[Any]]) -> list[str]:
    """Return rows as lines, their columns one below the other; what is not known is "-"."""
    cells = [["-" if one in {None, ""} else str(one) for one in row] for row in rows]
    widths = [max(12, 2 + max(map(len, column))) for column in zip(*cells, strict=True)]
    return ["".join(map(str.ljust, row, widths)).rstrip() for row in cells]
