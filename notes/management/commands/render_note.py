from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext_lazy as _

from cica_portal import clock
from cica_portal.errors import DomainError
from cica_portal.operation import printed, whole_files
from documents import renders, store
from documents.enums import ALL
from notes import note_documents
from notes.enums import NoteStatus
from notes.register import numbers

NOT_RENDERED = _("The note could not be rendered: %(error)s")
NOT_WRITTEN = _("%(target)s cannot be written: %(error)s")


class Command(BaseCommand):
    help = (
        "Write the PDF of the issued note REFERENCE to a file: the stored one; if none is stored yet it is "
        "rendered once and stored first."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "reference", metavar="REFERENCE", help="number of the note, in any of its printed forms"
        )
        parser.add_argument(
            "--language",
            required=True,
            choices=note_documents.NOTE_LANGUAGES,
            help="one language, or all in one file",
        )
        parser.add_argument("--output", required=True, type=Path, metavar="FILE", help="file to write")

    def handle(self, *args: Any, **options: Any) -> None:
        with printed.spoken("" if options["language"] == ALL else options["language"]):
            self.write(options["reference"], options["language"], options["output"])

    def write(self, reference: str, language: str, output: Path) -> None:
        try:
            note = numbers.find(reference)
            if note.status != NoteStatus.ISSUED:
                raise store.NotStored
            wanted = {
                document.language: document for document in note_documents.request(note, at=clock.now())
            }
            document = renders.render(wanted[language])
            if not document.is_stored:
                raise CommandError(str(NOT_RENDERED) % {"error": document.error})
            whole_files.write_whole(output, store.read(document))
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        except OSError as error:
            raise CommandError(str(NOT_WRITTEN) % {"target": output, "error": error.strerror}) from error
        self.stdout.write(f"{output}: {note.number}, {language}, {document.pages} pages, {document.sha256}")
