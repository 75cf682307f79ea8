import re
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from members import audit
from members.models import AuditEntry

EXPECTED = re.compile(r"(\d{1,18}):([0-9a-f]{64})", re.IGNORECASE)


class Command(BaseCommand):
    help = (
        "Walk the whole audit chain and print its length and the hash of its head; walk the delegations' own "
        "records, too; fail with one line at the first entry that was changed, removed or put in."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--expect",
            metavar="SEQUENCE:HASH",
            help="a head that was kept outside the portal: fail if the chain no longer contains it",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        expected = EXPECTED.fullmatch(options["expect"] or "")
        if options["expect"] and expected is None:
            raise CommandError("--expect takes SEQUENCE:HASH, with a hash of 64 hexadecimal digits.")
        try:
            length, head = audit.verify()
            audit.verify_delegations()
        except audit.BrokenChain as broken:
            raise CommandError(f"The audit chain is broken at {broken}.") from broken
        if expected is not None:
            sequence, kept = int(expected[1]), expected[2].lower()
            if not AuditEntry.objects.filter(sequence=sequence, hash=kept).exists():
                raise CommandError(f"The audit chain does not contain the expected head {sequence}:{kept}.")
        self.stdout.write(f"{length} entries, head {head}")
