"""What the portal says when an act of a consultation cannot be done."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from cica_portal import formats, spaces
from cica_portal.errors import DomainError
from cica_portal.languages import reader_language
from comments.models import Consultation, Receipt, Response
from members.models import User


class ConsultationClosed(DomainError):
    """The deadline has passed: says when, on the Secretariat's clock and on the reader's own.

    An act that only an open consultation allows may say instead, by `sentence`, what is not done any more.
    """

    # Translators: official is the deadline, with day, hour and time zone
    sentence = _("The deadline has passed: responses were accepted until %(official)s.")
    with_own_clock = _(
        # Translators: official is the deadline, with day, hour and time zone; own is the same moment in the
        # time of the capital
        "The deadline has passed: responses were accepted until %(official)s, which "
        "is %(own)s in your capital."
    )

    def __init__(
        self,
        consultation: Consultation,
        by: User | None = None,
        *,
        response: Response | None = None,
        receipt: Receipt | None = None,
        sentence: Any = None,
    ) -> None:
        state = by.member_state if by is not None else None
        self.closes_at = consultation.ends_for(state.pk) if state is not None else consultation.closes_at
        self.zone = consultation.time_zone
        self.own_zone = state.time_zone if state is not None else self.zone
        self.response, self.receipt = response, receipt
        if sentence is not None:
            self.with_own_clock = sentence
        super().__init__(sentence)

    def __str__(self) -> str:
        language = reader_language()
        official = spaces.shown(formats.closing(self.closes_at, self.zone, language))
        own = spaces.shown(formats.closing(self.closes_at, self.own_zone, language))
        pattern: Any = self.sentence if own == official else self.with_own_clock
        return str(pattern) % {"official": official, "own": own}


class ConsultationNotOpen(DomainError):
    sentence = _("This consultation is not open yet.")


class PlanWithdrawn(DomainError):
    """The plan was withdrawn while it was before the States: nothing is received, and nothing is lost."""

    sentence = _(
        "The plan was withdrawn, and this consultation ended with it. Nothing was "
        "submitted. Your delegation’s texts are kept as drafts."
    )


class NothingFurther(DomainError):
    """The plan of the consultation was withdrawn: no note invites to it, recalls it or says what follows."""

    sentence = _("The plan was withdrawn. Nothing further is sent about this consultation.")


class AlreadyConsulted(DomainError):
    sentence = _("This revision has already been circulated: its consultation is still open.")


class DeadlineBeforeOpening(DomainError):
    sentence = _("The deadline is before the day of circulation. Choose a later day.")


class NobodyToConsult(DomainError):
    sentence = _(
        "There was no Member State on the day of circulation. Choose a day on which there is at least one."
    )


class NotLater(DomainError):
    sentence = _("A deadline can only be extended. Choose a time after the current deadline.")


class ReasonNeeded(DomainError):
    sentence = _("Give a reason for the extension. Member States will see it.")


class UnknownBlock(DomainError):
    sentence = _("This paragraph is not part of the circulated text. Choose another paragraph.")


class NothingSaid(DomainError):
    sentence = _("Write a comment or change the wording. There is nothing to save yet.")


class NothingLeft(NothingSaid):
    sentence = _("Nothing is left of this draft. Remove it, or go on writing.")


class RangeBackwards(DomainError):
    sentence = _("The last paragraph of the range comes before the first. Choose a later one.")


class ParagraphNeeded(DomainError):
    sentence = _(
        "A comment on the whole text cannot propose a wording. To change, add, move or "
        "delete text, comment on a paragraph."
    )


class WordingUnchanged(DomainError):
    sentence = _("The proposed wording is the same as the circulated text. Change it, or choose “no change”.")


class WordingNeeded(DomainError):
    sentence = _("Write the text to be added.")


class WordingEmptied(DomainError):
    sentence = _(
        "The proposed wording is empty. To have the text deleted, choose “deletion”. "
        "Otherwise write another wording, or restore the text."
    )


class WordingNotForThis(DomainError):
    sentence = _(
        "Your wording differs from the text, but “change of wording” is not chosen. "
        "Choose it, or restore the text."
    )


class NowhereToMove(DomainError):
    sentence = _(
        "Choose the paragraph after which the text should be placed: outside the chosen "
        "range and not where the text is now."
    )


class JoinedAsItStands(DomainError):
    sentence = _(
        "You can only join another State’s proposal unchanged. To change the wording, "
        "turn the proposal into your own comment first."
    )


class TooManyFiles(DomainError):
    # Translators: most is the greatest number allowed
    sentence = _("A comment can have at most %(most)s files. Remove one first, or combine several into one.")


class NothingToSay(DomainError):
    sentence = _("Write a message first.")


class RationaleNeeded(DomainError):
    sentence = _("A substantive comment needs a reason. Explain why the text should change.")


class NothingToSubmit(DomainError):
    sentence = _("Your delegation has not written any comments. Write at least one, or declare no objection.")


class DraftsExist(DomainError):
    sentence = _(
        "Your delegation has draft comments. A declaration of no objection does not "
        "submit them: confirm that this is intended."
    )


class DraftsChanged(DomainError):
    sentence = _(
        "A colleague changed the comments after you opened this page. Nothing was "
        "submitted. Read the comments below again."
    )


class DraftGone(DomainError):
    sentence = _("The draft has been removed. Messages about it are kept.")


class ResponseChanged(DomainError):
    sentence = _(
        "The response of your State has changed since you opened this page. Nothing was recorded. "
        "Check what the page says now, then confirm again."
    )


class NothingToWithdraw(DomainError):
    sentence = _("Your State has no valid response to withdraw.")


class ConsultationStillOpen(DomainError):
    """An act waits for the closing: the answering of comments, or what its sentence says."""

    sentence = _("Replies to comments are given after the deadline, when the consultation is closed.")


class ClosingNotRecorded(ConsultationStillOpen):
    sentence = _(
        "The deadline has passed, and the closing is being recorded. Replies to comments can be "
        "given in about a minute: reload the page then."
    )


# Grants ----------------------------------------------------------------------------------------------
class NotAddressed(DomainError):
    sentence = _("This State is not an addressee of the consultation. Choose another State.")


class GrantReasonNeeded(DomainError):
    sentence = _("Give a reason for the additional time. It is recorded, and the State will see it.")


class GrantNotLater(DomainError):
    # Translators: moment is the deadline, with day, hour and time zone
    sentence = _("Additional time must end after the deadline. Choose a time after %(moment)s.")

    def __init__(self, instant: dt.datetime, zone: str) -> None:
        super().__init__()
        self.instant, self.zone = instant, zone

    def __str__(self) -> str:
        moment = spaces.shown(formats.closing(self.instant, self.zone, reader_language()))
        return str(self.sentence) % {"moment": moment}


class PlanWentOn(DomainError):
    sentence = _("The plan has moved on since this consultation. No further time can be granted.")


class RequestReasonNeeded(DomainError):
    sentence = _("Give a reason for the request. The Secretariat will see it.")


class AlreadyAsked(DomainError):
    sentence = _("Your State has already requested additional time. Wait for the decision or withdraw it.")


class AlreadyDecided(DomainError):
    sentence = _("This request has been decided or withdrawn in the meantime.")


class RefusalReasonNeeded(DomainError):
    sentence = _("Give a reason for the refusal. It is recorded, and the State will see it.")
