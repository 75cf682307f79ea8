from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from documents import sealing
from notes.packages import checking


class Command(BaseCommand):
    help = (
        "Check a package for the SWG offline: the archive with its list of files, their hashes and its "
        "seals, or one of its sealed PDFs. Reads the FILE and the certificates; needs no database."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="the archive (.zip) or a sealed PDF")
        parser.add_argument(
            "--certificates",
            type=Path,
            metavar="DIR",
            default=Path(settings.SEAL_CERTIFICATES),
            help="folder of the certificates (*.pem) that are accepted; by default the portal's own",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            content = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}") from error
        certificates = sealing.accepted(options["certificates"])
        if not certificates:
            raise CommandError(f"There is no certificate (*.pem) in {options['certificates']}.")
        verdict = checking.check(content, certificates)
        if not verdict.is_good:
            raise CommandError("\n".join(str(fault) for fault in verdict.faults))
        made_at = f", {verdict.seal.made_at:%Y-%m-%dT%H:%M:%SZ}" if verdict.seal.made_at else ""
        self.stdout.write(f"Genuine: {verdict.files} files, sealed by {verdict.seal.subject}{made_at}")
        if verdict.seal.is_demonstration:
            self.stdout.write("The certificate is a demonstration's: it proves nothing.")
