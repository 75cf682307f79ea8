"""What is said of a file that does not pass the gate: the reason, and what to do about it."""

from django.utils.translation import gettext_lazy as _

from cica_portal.errors import DomainError


class Refused(DomainError):
    """A file that does not pass the gate; the sentence says what to do about it."""


class TooLarge(Refused):
    sentence = _("The file is larger than %(limit)s MB. Remove pictures from it, or send it in parts.")


class Empty(Refused):
    sentence = _("The file is empty.")


class NotAdmitted(Refused):
    sentence = _("This kind of file is not accepted. Send a PDF, DOCX, XLSX, PNG or JPEG file.")


class NotWord(NotAdmitted):
    sentence = _("This is not a Word document (.docx), whatever the file is called.")


class NotALetter(NotAdmitted):
    sentence = _("This is neither a PDF nor a Word document (.docx), whatever the file is called.")


class OldWord(Refused):
    sentence = _(
        "This is a file of an old Word (.doc), or one with a password. Save it as .docx without one."
    )


class Damaged(Refused):
    sentence = _("The file is damaged and cannot be read. Open it, save it again, and send that file.")


class UnpacksTooLarge(Refused):
    sentence = _("Unpacked, the file is larger than the portal accepts.")


class TooManyParts(Refused):
    sentence = _("The file has more parts than a document needs.")


class WithMacros(Refused):
    sentence = _("The file contains macros, scripts or other active content. Save it without them.")


class WithOutsideParts(Refused):
    sentence = _(
        "The file refers to parts outside of itself (%(target)s). Put pictures into the file, "
        "detach its template, and send it again."
    )


class WithFields(Refused):
    sentence = _(
        "The file has a field that fetches or starts something outside of it (%(field)s). Turn the fields "
        "into text (in Word: Ctrl+A, then Ctrl+Shift+F9), and send it again."
    )


class WithData(Refused):
    sentence = _(
        "The file takes data from outside of itself (%(source)s). Turn them into values, and send it again."
    )


class WithFormulas(Refused):
    sentence = _(
        "The file has a formula that fetches or starts something outside of it (%(formula)s). Turn the "
        "formulas into values, and send it again."
    )


class WithLinks(Refused):
    sentence = _(
        "The file has a link to %(target)s. Links may lead to web pages and mail addresses only: take this "
        "one out, and send it again."
    )


class WithEntities(Refused):
    sentence = _("The file contains definitions that no document needs (a document type or entities).")


class Locked(Refused):
    sentence = _("The file is protected by a password. Save it without one.")


class DamagedPdf(Damaged):
    sentence = _("The PDF is damaged and cannot be read. Scan or export it again.")


class ActivePdf(Refused):
    sentence = _("The PDF contains %(found)s. Print it into a plain PDF and send that.")
