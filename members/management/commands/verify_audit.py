import re
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from members import audit
from members.audit import seals, witness
from members.models import AuditEntry

EXPECTED = re.compile(r"(\d{1,18}):([0-9a-f]{64})", re.IGNORECASE)


class Command(BaseCommand):
    help = (
        "Walk the whole audit chain and the delegations' own records; compare the chain with the heads that "
        "were kept in the log and in mails; compute the hash of every official row and of its file again. "
        "Print the length of the chain and the hash of its head, or fail with one line that names the first "
        "contradiction."
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
            witness.verify()
            rows = seals.verify()
        except audit.BrokenChain as broken:
            raise CommandError(f"The audit chain is broken at {broken}.") from broken
        except seals.Contradiction as contradiction:
            raise CommandError(str(contradiction)) from contradiction
        if expected is not None:
            sequence, kept = int(expected[1]), expected[2].lower()
            if not AuditEntry.objects.filter(sequence=sequence, hash=kept).exists():
                raise CommandError(f"The audit chain does not contain the expected head {sequence}:{kept}.")
        self.stdout.write(f"{length} entries, head {head}; {rows} official rows are as they were sealed")
