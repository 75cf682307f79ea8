from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# The language of a document that holds a text in each of them.
ALL = "all"


class DocumentKind(models.TextChoices):
    PLAN = "plan", pgettext_lazy("document", "plan")
    NOTE = "note", _("verbal note")
    COMMENTS = "comments", _("table of comments")
    PACKAGE = "package", _("package for the SWG")
    RECEIPT = "receipt", pgettext_lazy("document", "receipt")
    REDLINE = "redline", pgettext_lazy("document", "redline")
    LEDGER = "ledger", _("certificate of the ledger")
    TRACE = "trace", _("trace of a revision")
    PROGRESS = "progress", _("progress report")
    PARTICIPANTS = "participants", _("list of participants")
    EVENTS = "events", _("proposed events")
    POSITIONS = "positions", _("positions maintained")
    COVER = "cover", _("cover note of a package")
    COMPILATION = "compilation", _("compilation of comments")
    COMPILATION_PART = "compilation_part", _("part of a compilation")
    PLAN_WORD = "plan_word", _("plan, as a Word file")
    REDLINE_WORD = "redline_word", _("redline, as a Word file")
    COMMENTS_WORD = "comments_word", _("compilation, as a Word file")
    COMMENTS_SHEET = "comments_sheet", _("compilation, as a workbook")


# What is not a PDF: the originals that go with it.
SUFFIXES = {
    DocumentKind.PLAN_WORD: "docx",
    DocumentKind.REDLINE_WORD: "docx",
    DocumentKind.COMMENTS_WORD: "docx",
    DocumentKind.COMMENTS_SHEET: "xlsx",
}


class DocumentStatus(models.TextChoices):
    WANTED = "wanted", pgettext_lazy("document", "being prepared")
    STORED = "stored", pgettext_lazy("document", "ready")
    FAILED = "failed", pgettext_lazy("document", "could not be prepared")
