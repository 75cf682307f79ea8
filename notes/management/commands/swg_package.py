from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cica_portal import clock, uploads
from cica_portal.errors import DomainError
from cica_portal.operation import whole_files
from comments.models import Consultation
from notes import enclosure_set
from notes.packages import building
from notes.register import incoming_notes


class Command(BaseCommand):
    help = (
        "Write the package for the SWG of the closed round that the note REFERENCE opened into a folder: in "
        "each language the note with the plan and the table of comments in document order, and "
        "manifest.json with the SHA-256 of each file. With --sealed: the whole package of its plan, one "
        "sealed PDF in each language and the archive of everything."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "reference", metavar="REFERENCE", help="number of the note, in any of its printed forms"
        )
        parser.add_argument("--output", required=True, type=Path, metavar="DIR", help="folder to write to")
        parser.add_argument("--sealed", action="store_true", help="write the whole package, sealed")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = options["output"]
        try:
            consultation = incoming_notes.find_consultation(options["reference"])
            enclosure_set.refuse_open(consultation)
            folder.mkdir(parents=True, exist_ok=True)
            write = _write_sealed if options["sealed"] else enclosure_set.write
            for path in write(consultation, folder):
                self.stdout.write(str(path))
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        except OSError as error:
            raise CommandError(f"{folder} cannot be written: {error.strerror}") from error


def _write_sealed(consultation: Consultation, folder: Path) -> Iterator[Path]:
    """Write the files of the plan's package, building it, and what it is made of, where it is not there."""
    for file in building.built(consultation.revision.paper, at=clock.now()).files.all():
        path = folder / file.name
        whole_files.write_whole(path, uploads.stored(file.file.name, file.sha256))
        yield path
