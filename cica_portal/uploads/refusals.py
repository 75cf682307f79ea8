"""How much a file may hold, as the forms state too; what is said of one that does not pass the gate, and
what to do about it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from cica_portal.errors import DomainError

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    size: int = 10 * MEBIBYTE
    unpacked: int = 100 * MEBIBYTE
    xml: int = 30 * MEBIBYTE
    entries: int = 2_000
    elements: int = 500_000
    depth: int = 200
    # Of a PDF, and of a picture.
    objects: int = 200_000
    pixels: int = 100_000_000

    @property
    def megabytes(self) -> int:
        return self.size // MEBIBYTE


LIMITS = Limits()

# What is refused, by its code.
SENTENCES = {
    # Translators: limit is a number of megabytes
    "too_large": _("The file is larger than %(limit)s MB. Remove pictures from it, or upload it in parts."),
    "empty": _("The file is empty. Choose another file."),
    "not_admitted": _("This type of file is not accepted. Upload a PDF, DOCX, XLSX, PNG or JPEG file."),
    "not_word": _("This is not a Word document (.docx)."),
    "not_a_letter": _("This is neither a PDF nor a Word document (.docx)."),
    "not_a_form": _(
        "This is neither a Word document (DOCX) nor an Excel workbook (XLSX). Save it as one of these and "
        "upload it again."
    ),
    "old_word": _(
        "This file is in the old Word format (.doc) or has a password. Save it as .docx without a password."
    ),
    "damaged": _("The file is damaged and cannot be read. Open it, save it again, and upload the new file."),
    "unpacks_too_large": _(
        "The unpacked file is larger than the portal accepts. Remove pictures from it, or upload it in parts."
    ),
    "too_many_parts": _(
        "The file has more parts than a document needs. Save it again from its program, and "
        "upload the new file."
    ),
    "with_macros": _("The file contains macros, scripts or other active content. Save it without them."),
    # Translators: target is the address of a part
    "with_outside_parts": _(
        "The file refers to parts outside itself (%(target)s). Insert the pictures into the "
        "file, detach its template, and upload it again."
    ),
    # Translators: source is the name of a connection or data source
    "with_data": _(
        "The file takes data from outside itself (%(source)s). Turn them into values, and upload it again."
    ),
    # Translators: formula is the formula that was found
    "with_formulas": _(
        "The file has a formula that loads or starts something outside it (%(formula)s). Turn"
        " the formulas into values, and upload it again."
    ),
    # Translators: target is the address to which the link leads
    "with_links": _(
        "The file has a link to %(target)s. Links may lead to web pages and e-mail addresses "
        "only. Remove this link, and upload the file again."
    ),
    "with_entities": _(
        "The file contains definitions that a document does not need (a document type or "
        "entities). Save it again from its program, and upload the new file."
    ),
    "locked": _("The file is protected by a password. Save it without a password."),
    "damaged_pdf": _("The PDF is damaged and cannot be read. Scan or export it again."),
    # Translators: found names what was found, as “a script” or “an attached file”
    "active_pdf": _("The PDF contains %(found)s. Print it to a plain PDF, and upload that file."),
    # Translators: found is the name of the virus
    "infected": _("The virus scanner rejected this file (%(found)s). Nothing was saved."),
    "scanner_silent": _("The file could not be checked for viruses. Nothing was saved. Try again later."),
    # Translators: limit is a number of rows
    "too_many_rows": _(
        "A sheet of the file has more than %(limit)s rows. Delete rows that are not needed, "
        "and upload it again."
    ),
}


class Refused(DomainError):
    """A file that does not pass the gate, by its code; the sentence says what to do about it."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(SENTENCES[code], **values)
        self.code = code
