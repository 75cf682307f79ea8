"""What is said of a file that does not pass the gate: the reason, and what to do about it."""

from django.utils.translation import gettext_lazy as _

from cica_portal.errors import DomainError


class Refused(DomainError):
    """A file that does not pass the gate; the sentence says what to do about it."""


class TooLarge(Refused):
    # Translators: limit is a number of megabytes
    sentence = _("The file is larger than %(limit)s MB. Remove pictures from it, or upload it in parts.")


class Empty(Refused):
    sentence = _("The file is empty. Choose another file.")


class NotAdmitted(Refused):
    sentence = _("This type of file is not accepted. Upload a PDF, DOCX, XLSX, PNG or JPEG file.")


class NotWord(NotAdmitted):
    sentence = _("This is not a Word document (.docx).")


class NotALetter(NotAdmitted):
    sentence = _("This is neither a PDF nor a Word document (.docx).")


class NotAWorkbook(NotAdmitted):
    sentence = _("This is not an Excel workbook (XLSX). Save it in this format and upload it again.")


class OldWord(Refused):
    sentence = _(
        "This file is in the old Word format (.doc) or has a password. Save it as .docx without a password."
    )


class Damaged(Refused):
    sentence = _("The file is damaged and cannot be read. Open it, save it again, and upload the new file.")


class UnpacksTooLarge(Refused):
    sentence = _(
        "The unpacked file is larger than the portal accepts. Remove pictures from it, or upload it in parts."
    )


class TooManyParts(Refused):
    sentence = _(
        "The file has more parts than a document needs. Save it again from its program, and "
        "upload the new file."
    )


class WithMacros(Refused):
    sentence = _("The file contains macros, scripts or other active content. Save it without them.")


class WithOutsideParts(Refused):
    # Translators: target is the address of a part
    sentence = _(
        "The file refers to parts outside itself (%(target)s). Insert the pictures into the "
        "file, detach its template, and upload it again."
    )


class WithData(Refused):
    # Translators: source is the name of a connection or data source
    sentence = _(
        "The file takes data from outside itself (%(source)s). Turn them into values, and upload it again."
    )


class WithFormulas(Refused):
    # Translators: formula is the formula that was found
    sentence = _(
        "The file has a formula that loads or starts something outside it (%(formula)s). Turn"
        " the formulas into values, and upload it again."
    )


class WithLinks(Refused):
    # Translators: target is the address to which the link leads
    sentence = _(
        "The file has a link to %(target)s. Links may lead to web pages and e-mail addresses "
        "only. Remove this link, and upload the file again."
    )


class WithEntities(Refused):
    sentence = _(
        "The file contains definitions that a document does not need (a document type or "
        "entities). Save it again from its program, and upload the new file."
    )


class Locked(Refused):
    sentence = _("The file is protected by a password. Save it without a password.")


class DamagedPdf(Damaged):
    sentence = _("The PDF is damaged and cannot be read. Scan or export it again.")


class ActivePdf(Refused):
    # Translators: found names what was found, as “a script” or “an attached file”
    sentence = _("The PDF contains %(found)s. Print it to a plain PDF, and upload that file.")
