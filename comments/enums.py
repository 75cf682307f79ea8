from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy, pgettext_lazy

from cica_portal.languages import lowfirst


class ConsultationStatus(models.TextChoices):
    OPEN = "open", pgettext_lazy("consultation", "open")
    CLOSED = "closed", pgettext_lazy("consultation", "closed")
    WITHDRAWN = "withdrawn", pgettext_lazy("consultation", "ended: the plan was withdrawn")


ROUND_TRANSITIONS = {ConsultationStatus.OPEN: {ConsultationStatus.CLOSED, ConsultationStatus.WITHDRAWN}}


class ClosingDecision(models.TextChoices):
    """What a signatory decided on a closing that waited for one."""

    CLOSE = "close", pgettext_lazy("closing", "closed as of the deadline")
    EXTEND = "extend", pgettext_lazy("closing", "extended for all")
    END = "end", pgettext_lazy("closing", "ended without a decision")


class HoldCause(models.TextChoices):
    """Why a closing waits for a signatory."""

    AWAY = "", pgettext_lazy("closing", "the portal was away before the deadline")
    NOT_REACHED = "not_reached", pgettext_lazy("closing", "a Member State was not reached in time")


class TimeRequestStatus(models.TextChoices):
    """What became of a State's request for additional time."""

    ASKED = "asked", pgettext_lazy("request", "awaiting a decision")
    GRANTED = "granted", pgettext_lazy("request", "granted")
    REFUSED = "refused", pgettext_lazy("request", "refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("request", "withdrawn")
    MET = "met", pgettext_lazy("request", "met by the extension of the deadline")
    LAPSED = "lapsed", pgettext_lazy("request", "lapsed: the plan was withdrawn")


class Outcome(models.TextChoices):
    SILENCE = "silence", pgettext_lazy("outcome", "no comments received: the draft goes to the SWG")
    COMMENTS = "comments", pgettext_lazy("outcome", "comments received: the draft will be consolidated")
    ADOPTED = "adopted", pgettext_lazy("outcome", "no objection received: the decision is adopted")
    NOT_ADOPTED = "not_adopted", pgettext_lazy("outcome", "objection received: the decision is not adopted")


# What an outcome becomes when the silence behind it turns out to be broken.
BROKEN = {Outcome.SILENCE: Outcome.COMMENTS, Outcome.ADOPTED: Outcome.NOT_ADOPTED}


# Said once the plan is no longer where the outcome sends it.
OVERTAKEN = {
    Outcome.SILENCE: pgettext_lazy("outcome", "no comments received"),
    Outcome.COMMENTS: pgettext_lazy("outcome", "comments received"),
}
# Said of silence where a State had withdrawn its response by the deadline, with the next step and without.
NONE_IN_FORCE = {
    True: pgettext_lazy("outcome", "no comments in force at the deadline: the draft goes to the SWG"),
    False: pgettext_lazy("outcome", "no comments in force at the deadline"),
}
# Said in place of an outcome that stays what it was: the record of replies is locked.
ALL_WITHDRAWN = pgettext_lazy("outcome", "comments received, all of them withdrawn since")
# Said of a decision by silence: until a signatory confirms that it is adopted, and where one ended it.
TO_BE_CONFIRMED = pgettext_lazy("outcome", "time ended, no objection recorded, being confirmed")
UNDECIDED = pgettext_lazy("closing", "ended without a decision")


class Visibility(models.TextChoices):
    """When other Member States see filed comments; chosen at circulation and frozen with it."""

    AFTER_COMPILATION = (
        "after_compilation",
        pgettext_lazy("visibility", "to all Member States after the compilation is distributed"),
    )
    AFTER_CLOSING = "after_closing", pgettext_lazy("visibility", "to all Member States after the deadline")
    AT_ONCE = "at_once", pgettext_lazy("visibility", "to all Member States at once")


class Position(models.TextChoices):
    COMMENTS = "comments", pgettext_lazy("record", "comments")
    NO_OBJECTION = "no_objection", pgettext_lazy("response", "no objection")
    OBJECTION = "objection", pgettext_lazy("response", "objection")
    WITHDRAWN = "withdrawn", pgettext_lazy("response", "withdrawn")


# What may be said in a consultation, whether it asks for comments or for a decision by silence.
POSITIONS = {
    False: (Position.COMMENTS, Position.NO_OBJECTION, Position.WITHDRAWN),
    True: (Position.OBJECTION, Position.NO_OBJECTION, Position.WITHDRAWN),
}
# What breaks a silence.
BREAKING = (Position.COMMENTS, Position.OBJECTION)


class Stance(models.TextChoices):
    """How a State stands to the draft as a whole, beside its comments; "" where it does not say. It is no
    vote: read by names, and moving nothing (rule 54)."""

    SUPPORTS = "supports", pgettext_lazy("position", "supports the draft")
    WITH_COMMENTS = "with_comments", pgettext_lazy("position", "supports the draft, with comments")
    ONLY_IF = (
        "only_if",
        pgettext_lazy("position", "can support the draft only if the comments marked are taken into account"),
    )
    CANNOT = "cannot", pgettext_lazy("position", "cannot support the draft")


class Standing(models.TextChoices):
    """What a Member State did in a round: one word a State in the ledger, so that the numbers of all words
    together are the States that the round addressed.

    AWAITING is never frozen: it is how an open round shows a State that has not answered yet. Nor are GRANTED
    and LATE: the State answered after the deadline, with leave and without. Whoever withdrew its response, or
    left before its time to respond was over, is not silent.
    """

    COMMENTED = "commented", pgettext_lazy("State", "commented")
    OBJECTED = "objected", pgettext_lazy("State", "objected")
    NO_OBJECTION = "no_objection", pgettext_lazy("response", "no objection")
    GRANTED = "granted", pgettext_lazy("State", "replied within additional time")
    GRANT_RUNNING = "grant_running", pgettext_lazy("State", "additional time running")
    LATE = "late", pgettext_lazy("comment", "late")
    WITHDRAWN = "withdrawn", pgettext_lazy("State", "response withdrawn")
    LEFT = "left", pgettext_lazy("State", "no longer a Member State")
    SILENT = "silent", pgettext_lazy("State", "no reply")
    NOT_REACHED = "not_reached", pgettext_lazy("State", "not delivered")
    AWAITING = "awaiting", lowfirst(gettext_lazy("No reply yet"))

    def said(self, *, of_decision: bool) -> str:
        """Return the word for it: of a decision by silence, what the State had to say is an objection."""
        return str(IN_SILENCE.get(self, self.label) if of_decision else self.label)


IN_SILENCE = {
    Standing.NO_OBJECTION: pgettext_lazy("State", "no objection declared"),
    Standing.SILENT: pgettext_lazy("State", "no objection received"),
    Standing.AWAITING: pgettext_lazy("outcome", "no objection received yet"),
}


class Channel(models.TextChoices):
    """By which way a State's response came. A telephone call is none: it is a remark of who took it."""

    PORTAL = "portal", lowfirst(gettext_lazy("In the portal"))
    NOTE = "note", pgettext_lazy("channel", "by note")
    MAIL = "mail", pgettext_lazy("channel", "by mail")


class EnteredStatus(models.TextChoices):
    """How far the Secretariat is with a response that came outside the portal."""

    DRAFTED = "drafted", pgettext_lazy("entered response", "being entered")
    SUBMITTED = "submitted", pgettext_lazy("entered response", "awaiting confirmation")
    CONFIRMED = "confirmed", pgettext_lazy("entered response", "confirmed")
    DISCARDED = "discarded", pgettext_lazy("entered response", "discarded")


class Proof(models.TextChoices):
    """By what it is known that a note has reached a State."""

    ACKNOWLEDGED = "acknowledged", pgettext_lazy("proof", "receipt acknowledged")
    OPENED = "opened", pgettext_lazy("proof", "opened in the portal")
    RESPONDED = "responded", pgettext_lazy("proof", "response received")
    DELIVERED = "delivered", pgettext_lazy("proof", "delivery reported")
    PAPER = "paper", pgettext_lazy("proof", "handed over on paper")
    TAKEN = "taken", pgettext_lazy("proof", "taken by the mail server")


class CommentType(models.TextChoices):
    EDITORIAL = "editorial", pgettext_lazy("comment", "editorial")
    SUBSTANTIVE = "substantive", pgettext_lazy("change", "substantive")
    TECHNICAL = "technical", pgettext_lazy("comment", "technical")
    TRANSLATION = "translation", pgettext_lazy("comment", "translation")


class DispositionKind(models.TextChoices):
    """What becomes of a comment."""

    ACCEPTED = "accepted", pgettext_lazy("disposition", "accepted")
    ACCEPTED_WITH_CHANGES = "accepted_with_changes", pgettext_lazy("disposition", "accepted with changes")
    NOT_ACCEPTED = "not_accepted", pgettext_lazy("disposition", "not accepted")
    NOTED = "noted", pgettext_lazy("disposition", "noted")
    OVERTAKEN = "overtaken", pgettext_lazy("disposition", "superseded by another change")
    FOR_SWG = "for_swg", lowfirst(pgettext_lazy("disposition", "For the SWG"))


class DispositionStage(models.TextChoices):
    """How far a disposition is. A `CHANGE` of a reply that was sent counts for nobody until confirmed."""

    PROPOSED = "proposed", lowfirst(pgettext_lazy("correction", "Proposed"))
    CHANGE = "change", pgettext_lazy("disposition", "change to be confirmed by an authorized signatory")
    CONFIRMED = "confirmed", pgettext_lazy("disposition", "confirmed")


class ReactionKind(models.TextChoices):
    """What the State that commented says to the disposition."""

    AGREED = "agreed", pgettext_lazy("reaction", "agrees with the disposition")
    MAINTAINED = "maintained", pgettext_lazy("reaction", "maintains its position")


class StatementKind(models.TextChoices):
    """What a State attaches to a text in force, or does with what is attached."""

    RESERVATION = "reservation", pgettext_lazy("statement", "reservation")
    INTERPRETATION = "interpretation", pgettext_lazy("statement", "interpretative statement")
    ASSOCIATION = "association", pgettext_lazy("statement", "association with a statement")
    WITHDRAWAL = "withdrawal", pgettext_lazy("statement", "withdrawal of a statement")


class TranslationStatus(models.TextChoices):
    """How far a working translation of a comment can be relied upon."""

    DRAFT = "draft", pgettext_lazy("translation", "not checked")
    CHECKED = "checked", pgettext_lazy("translation", "checked")


class Operation(models.TextChoices):
    """What a remark asks to be done with the text that it is on; the codes are those of a compilation. A
    remark that proposes nothing has none, unless a person chose NONE: that the text is to stay as it is."""

    MODIFY = "MOD", pgettext_lazy("change", "change of wording")
    ADD = "ADD", lowfirst(gettext_lazy("New text"))
    SUPPRESS = "SUP", pgettext_lazy("change", "deletion")
    MOVE = "MOVE", pgettext_lazy("change", "move")
    NONE = "NOC", pgettext_lazy("change", "no change")


# What asks for no change of the text.
UNCHANGING = ("", Operation.NONE)


class Pursuit(models.TextChoices):
    """What a delegation decided on an earlier remark of its own when the next text was circulated."""

    KEPT = "kept", pgettext_lazy("comment", "carried over unchanged")
    CHANGED = "changed", pgettext_lazy("comment", "carried over to be changed")
    DROPPED = "dropped", pgettext_lazy("comment", "withdrawn by the delegation")


class RoomActKind(StrEnum):
    """What is recorded in the room of an agenda item; the last four after its closing. Pages say it in whole
    sentences."""

    SHOWN = "shown"  # a paragraph put on the screen; with none the screen is blank
    TOOK_SCREEN = "took_screen"
    VARIANT = "variant"
    SUPPORT = "support"
    LEAVE = "leave"
    TAKEN = "taken"  # a variant taken over by the Chair or the coordinator
    HIDDEN = "hidden"  # a variant without a State taken off the screen
    AGREED = "agreed"
    AD_REFERENDUM = "ad_referendum"
    SET_ASIDE = "set_aside"
    REOPENED = "reopened"
    ANNOUNCED = "announced"  # a reservation or statement
    POSITION_RESULT = "position_result"
    UNDO = "undo"
    FELL = "fell"
    CLOSED = "closed"
    SIGNED = "signed"
    WRITTEN = "written"
    CONFIRMED = "confirmed"  # ad referendum, by a State
    DECLINED = "declined"


class VariantSource(models.TextChoices):
    """Whose a variant of a paragraph is."""

    COMMENT = "comment", pgettext_lazy("variant", "comment")
    STATES = "states", pgettext_lazy("variant", "Member States")
    COORDINATOR = "coordinator", pgettext_lazy("variant", "coordinator")
    CHAIR = "chair", pgettext_lazy("variant", "Chair’s text")


class ParagraphState(models.TextChoices):
    """What a paragraph is in the room: computed from its acts."""

    NOT_OPENED = "not_opened", pgettext_lazy("room", "not opened")
    OPEN = "open", pgettext_lazy("paragraph", "open")
    IN_BRACKETS = "in_brackets", pgettext_lazy("room", "in square brackets")
    AD_REFERENDUM = "ad_referendum", pgettext_lazy("room", "agreed ad referendum")
    AGREED = "agreed", pgettext_lazy("room", "agreed")
    SET_ASIDE = "set_aside", pgettext_lazy("room", "postponed")


class PositionResult(models.TextChoices):
    """With what a position, a condition or a proposal before a body leaves the room."""

    MET = "met", pgettext_lazy("position", "met by the agreed text")
    DROPPED = "dropped", pgettext_lazy("position", "no longer maintained")
    REMAINS = "remains", pgettext_lazy("position", "remains")
