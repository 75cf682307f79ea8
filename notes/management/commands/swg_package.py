from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cica_portal.errors import DomainError
from notes import package, registry


class Command(BaseCommand):
    help = (
        "Write the package for the SWG of the closed round that the note REFERENCE opened into a folder: in "
        "each language the note with the plan and the table of comments in document order, and "
        "manifest.json with the SHA-256 of each file."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "reference", metavar="REFERENCE", help="number of the note, in any of its printed forms"
        )
        parser.add_argument("--output", required=True, type=Path, metavar="DIR", help="folder to write to")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = options["output"]
        try:
            comment_round = registry.find_round(options["reference"])
            package.refuse_open(comment_round)
            folder.mkdir(parents=True, exist_ok=True)
            for path in package.write(comment_round, folder):
                self.stdout.write(str(path))
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        except OSError as error:
            raise CommandError(f"{folder} cannot be written: {error.strerror}") from error
