from django.db import models
from django.utils.translation import gettext_lazy, pgettext_lazy

from cica_portal.languages import lowfirst


class NoteKind(models.TextChoices):
    CIRCULATION = "circulation", pgettext_lazy("note", "circulation")
    CIRCULATION_REVISED = "circulation_revised", pgettext_lazy("note", "renewed circulation")
    REMINDER = "reminder", pgettext_lazy("record", "reminder")
    DEADLINE_EXTENDED = "deadline_extended", pgettext_lazy("note", "extension of the deadline")
    SILENCE_BROKEN = "silence_broken", pgettext_lazy("note", "comments received")
    SWG_WITHOUT_COMMENTS = "swg_without_comments", pgettext_lazy("note", "submission to the SWG")
    SWG_WITH_COMMENTS = "swg_with_comments", lowfirst(gettext_lazy("Submission to the SWG, with comments"))
    DECISION_BY_SILENCE = "decision_by_silence", pgettext_lazy("note", "text for a decision by silence")
    DECISION_TOLD = "decision_told", pgettext_lazy("note", "outcome of a decision by silence")
    WITHDRAWAL = "withdrawal", pgettext_lazy("note", "withdrawal of a plan")
    ACKNOWLEDGEMENT = "acknowledgement", pgettext_lazy("note", "acknowledgement of comments")
    EVENT_INVITATION = "event_invitation", lowfirst(gettext_lazy("Invitation to an event"))
    CORRIGENDUM = "corrigendum", lowfirst(pgettext_lazy("note", "Corrigendum"))
    ANNULMENT = "annulment", pgettext_lazy("note", "annulment of a note")
    REPLACEMENT = "replacement", pgettext_lazy("note", "replacement of a note")
    FREE = "free", pgettext_lazy("note", "note on another subject")


class Addressing(models.TextChoices):
    """Whom a note is addressed to: those of its kind, these and others besides, or those that were chosen."""

    USUAL = "usual", pgettext_lazy("addressees", "as usual for its kind")
    WITH_OTHERS = "with_others", pgettext_lazy("addressees", "all Member States, and others")
    CHOSEN = "chosen", pgettext_lazy("addressees", "those chosen")


class NoteStatus(models.TextChoices):
    IN_PREPARATION = "in_preparation", pgettext_lazy("note", "draft, in preparation")
    DRAFTED = "drafted", pgettext_lazy("note", "draft, awaiting signature")
    ISSUED = "issued", pgettext_lazy("note", "issued")
    DISCARDED = "discarded", pgettext_lazy("note", "discarded")


BEFORE_ISSUE = (NoteStatus.IN_PREPARATION, NoteStatus.DRAFTED)

# A note in a person's own words is prepared before it waits for a signature, and may be returned.
NOTE_TRANSITIONS = {
    NoteStatus.IN_PREPARATION: {NoteStatus.DRAFTED, NoteStatus.DISCARDED},
    NoteStatus.DRAFTED: {NoteStatus.ISSUED, NoteStatus.DISCARDED, NoteStatus.IN_PREPARATION},
}


class NumberingScope(models.TextChoices):
    SERIES = "series", pgettext_lazy("numbering", "each series has its own numbers")
    HOUSE = "house", pgettext_lazy("numbering", "all notes of the Secretariat share one sequence")


class DispatchStatus(models.TextChoices):
    HELD = "held", pgettext_lazy("message", "on hold")
    QUEUED = "queued", pgettext_lazy("message", "queued")
    SENDING = "sending", pgettext_lazy("message", "being sent")
    SENT = "sent", pgettext_lazy("message", "sent")
    DELIVERED = "delivered", pgettext_lazy("record", "delivered")
    FAILED = "failed", pgettext_lazy("message", "failed")
    BOUNCED = "bounced", pgettext_lazy("message", "bounced")
    UNKNOWN = "unknown", pgettext_lazy("message", "outcome unknown")
    CANCELLED = "cancelled", pgettext_lazy("message", "cancelled")


class NoteGroup(models.IntegerChoices):
    """Where the outbox lists a note, by its messages."""

    FAILED = 1, pgettext_lazy("group of notes", "not delivered")
    WAITING = 2, pgettext_lazy("group of notes", "under way")
    DELIVERED = 3, pgettext_lazy("group of notes", "delivered")


class ReportAction(models.TextChoices):
    """What a mail server says it did with a message (RFC 3464); its other words decide nothing."""

    FAILED = "failed", pgettext_lazy("delivery report", "delivery failed")
    DELAYED = "delayed", pgettext_lazy("delivery report", "delivery delayed")
    DELIVERED = "delivered", pgettext_lazy("record", "delivered")


class AddressFate(models.TextChoices):
    """What was found out about an address: it took no mail, it took some, or a person says that it works."""

    LOST = "lost", pgettext_lazy("address", "rejects mail")
    PROVEN = "proven", pgettext_lazy("address", "accepted a message")
    RESTORED = "restored", pgettext_lazy("address", "restored by the Secretariat")


class Rung(models.IntegerChoices):
    """How far a reminder climbs in each State."""

    CONTACT_POINT = 1, lowfirst(pgettext_lazy("State", "Contact points"))
    DEPUTY = 2, pgettext_lazy("reminder", "contact points and deputies")
    EMBASSY = 3, pgettext_lazy("reminder", "contact points, deputies, embassies and ministries")
