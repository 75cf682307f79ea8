from django.db import models
from django.utils.translation import gettext_lazy as _


class NoteKind(models.TextChoices):
    CIRCULATION = "circulation", _("circulation")
    REMINDER = "reminder", _("reminder")
    DEADLINE_EXTENDED = "deadline_extended", _("extension of the deadline")
    SILENCE_BROKEN = "silence_broken", _("comments received, silence broken")
    SWG_WITHOUT_COMMENTS = "swg_without_comments", _("submission to the SWG")
    SWG_WITH_COMMENTS = "swg_with_comments", _("submission to the SWG, with comments")
    ACKNOWLEDGEMENT = "acknowledgement", _("acknowledgement of comments")
    EVENT_INVITATION = "event_invitation", _("invitation to an event")
    CORRIGENDUM = "corrigendum", _("corrigendum")
    ANNULMENT = "annulment", _("annulment of a note")


class NoteStatus(models.TextChoices):
    DRAFTED = "drafted", _("drafted, for signature")
    ISSUED = "issued", _("issued")
    DISCARDED = "discarded", _("discarded")


NOTE_TRANSITIONS = {NoteStatus.DRAFTED: {NoteStatus.ISSUED, NoteStatus.DISCARDED}}


class DispatchStatus(models.TextChoices):
    HELD = "held", _("awaits release")
    QUEUED = "queued", _("queued")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    DELIVERED = "delivered", _("delivered")
    FAILED = "failed", _("failed")
    BOUNCED = "bounced", _("bounced")
    UNKNOWN = "unknown", _("outcome unknown")
    CANCELLED = "cancelled", _("cancelled")


class ReportAction(models.TextChoices):
    """What a mail server says it did with a message (RFC 3464); its other words decide nothing."""

    FAILED = "failed", _("delivery failed")
    DELAYED = "delayed", _("delivery is delayed")
    DELIVERED = "delivered", _("delivered")


class Rung(models.IntegerChoices):
    """How far a reminder climbs in each State."""

    CONTACT_POINT = 1, _("contact points")
    DEPUTY = 2, _("contact points and deputies")
    EMBASSY = 3, _("contact points, deputies, embassies and ministries")


class DocumentKind(models.TextChoices):
    PLAN = "plan", _("plan")
    NOTE = "note", _("verbal note")
    COMMENTS = "comments", _("table of comments")
    PACKAGE = "package", _("package for the SWG")
    RECEIPT = "receipt", _("receipt")
    REDLINE = "redline", _("redline")
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
    WANTED = "wanted", _("being prepared")
    STORED = "stored", _("ready")
    FAILED = "failed", _("could not be prepared")
