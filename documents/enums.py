from django.db import models
from django.utils.translation import pgettext_lazy

# The language of a document that holds a text in each of them.
ALL = "all"


class DocumentKind(models.TextChoices):
    PLAN = "plan", pgettext_lazy("document", "plan")
    NOTE = "note", pgettext_lazy("document", "note verbale")
    COMMENTS = "comments", pgettext_lazy("document", "table of comments")
    PACKAGE = "package", pgettext_lazy("document", "package for the SWG")
    RECEIPT = "receipt", pgettext_lazy("document", "receipt")
    REDLINE = "redline", pgettext_lazy("document", "redline")
    LEDGER = "ledger", pgettext_lazy("document", "certified record of replies")
    TRACE = "trace", pgettext_lazy("document", "sources of the changes in a revision")
    PROGRESS = "progress", pgettext_lazy("document", "progress report")
    EVENTS = "events", pgettext_lazy("document", "proposed events")
    POSITIONS = "positions", pgettext_lazy("document", "positions maintained")
    COVER = "cover", pgettext_lazy("document", "cover note of a package")
    COMPILATION = "compilation", pgettext_lazy("document", "compilation of comments")
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
    STORED = "stored", pgettext_lazy("document", "ready")
    FAILED = "failed", pgettext_lazy("document", "could not be prepared")
