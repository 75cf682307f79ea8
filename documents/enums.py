from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal.languages import lowfirst

# The language of a document that holds a text in each of them.
ALL = "all"


class DocumentKind(models.TextChoices):
    PLAN = "plan", lowfirst(pgettext_lazy("column", "Plan"))
    NOTE = "note", pgettext_lazy("document", "note verbale")
    COMMENTS = "comments", lowfirst(_("Table of comments"))
    PACKAGE = "package", lowfirst(_("Package for the SWG"))
    RECEIPT = "receipt", lowfirst(pgettext_lazy("column", "Receipt"))
    REDLINE = "redline", pgettext_lazy("document", "redline")
    LEDGER = "ledger", lowfirst(_("Certified record of replies"))
    TRACE = "trace", pgettext_lazy("document", "sources of the changes in a revision")
    PROGRESS = "progress", lowfirst(_("Progress report"))
    EVENTS = "events", lowfirst(_("Proposed events"))
    POSITIONS = "positions", pgettext_lazy("document", "positions maintained")
    COVER = "cover", pgettext_lazy("document", "cover note of a package")
    COMPILATION = "compilation", lowfirst(_("Compilation of comments"))
    REPLIES = "replies", pgettext_lazy("document", "compilation for Member States")
    COMPILATION_PART = "compilation_part", pgettext_lazy("document", "part of a compilation")
    UNSEALED_PACKAGE = "unsealed_package", pgettext_lazy("document", "package for the SWG before its seal")
    PLAN_WORD = "plan_word", pgettext_lazy("document", "plan, Word file")
    REDLINE_WORD = "redline_word", pgettext_lazy("document", "redline, Word file")
    COMMENTS_WORD = "comments_word", pgettext_lazy("document", "compilation, Word file")
    COMMENTS_SHEET = "comments_sheet", pgettext_lazy("document", "compilation, Excel workbook")


# What is not a PDF: the originals that go with it.
SUFFIXES = {
    DocumentKind.PLAN_WORD: "docx",
    DocumentKind.REDLINE_WORD: "docx",
    DocumentKind.COMMENTS_WORD: "docx",
    DocumentKind.COMMENTS_SHEET: "xlsx",
}


class DocumentStatus(models.TextChoices):
    WANTED = "wanted", pgettext_lazy("document", "being prepared")
    STORED = "stored", pgettext_lazy("paragraph", "ready")
    FAILED = "failed", pgettext_lazy("document", "could not be prepared")
