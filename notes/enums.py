from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class NoteKind(models.TextChoices):
    CIRCULATION = "circulation", pgettext_lazy("note", "circulation")
    REMINDER = "reminder", pgettext_lazy("note", "reminder")
    DEADLINE_EXTENDED = "deadline_extended", _("extension of the deadline")
    SILENCE_BROKEN = "silence_broken", _("comments received, silence broken")
    SWG_WITHOUT_COMMENTS = "swg_without_comments", _("submission to the SWG")
    SWG_WITH_COMMENTS = "swg_with_comments", _("submission to the SWG, with comments")
    ACKNOWLEDGEMENT = "acknowledgement", _("acknowledgement of comments")
    EVENT_INVITATION = "event_invitation", _("invitation to an event")
    CORRIGENDUM = "corrigendum", pgettext_lazy("note", "corrigendum")
    ANNULMENT = "annulment", _("annulment of a note")


class NoteStatus(models.TextChoices):
    DRAFTED = "drafted", pgettext_lazy("note", "drafted, for signature")
    ISSUED = "issued", pgettext_lazy("note", "issued")
    DISCARDED = "discarded", pgettext_lazy("note", "discarded")


NOTE_TRANSITIONS = {NoteStatus.DRAFTED: {NoteStatus.ISSUED, NoteStatus.DISCARDED}}


class DispatchStatus(models.TextChoices):
    HELD = "held", pgettext_lazy("message", "awaits release")
    QUEUED = "queued", pgettext_lazy("message", "queued")
    SENDING = "sending", pgettext_lazy("message", "being sent")
    SENT = "sent", pgettext_lazy("message", "sent")
    DELIVERED = "delivered", pgettext_lazy("message", "delivered")
    FAILED = "failed", pgettext_lazy("message", "failed")
    BOUNCED = "bounced", pgettext_lazy("message", "bounced")
    UNKNOWN = "unknown", pgettext_lazy("message", "outcome unknown")
    CANCELLED = "cancelled", pgettext_lazy("message", "cancelled")


class ReportAction(models.TextChoices):
    """What a mail server says it did with a message (RFC 3464); its other words decide nothing."""

    FAILED = "failed", _("delivery failed")
    DELAYED = "delayed", _("delivery is delayed")
    DELIVERED = "delivered", pgettext_lazy("message", "delivered")


class AddressFate(models.TextChoices):
    """What was found out about an address: it took no mail, it took some, or a person says that it works."""

    LOST = "lost", _("takes no mail")
    PROVEN = "proven", _("took a message")
    RESTORED = "restored", _("restored by a person")


class Rung(models.IntegerChoices):
    """How far a reminder climbs in each State."""

    CONTACT_POINT = 1, _("contact points")
    DEPUTY = 2, _("contact points and deputies")
    EMBASSY = 3, _("contact points, deputies, embassies and ministries")
