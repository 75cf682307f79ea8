"""What the portal says when an act of a consultation cannot be done."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from cica_portal import formats
from cica_portal.errors import DomainError
from cica_portal.languages import reader_language
from comments.models import Consultation, Receipt, Response
from members.models import User


class ConsultationClosed(DomainError):
    """The deadline has passed: says when, on the Secretariat's clock and on the reader's own.

    An act that only an open consultation allows may say instead, by `sentence`, what is not done any more.
    """

    sentence = _(
        "The deadline has passed: answers were received until %(official)s by the clock of the Secretariat."
    )
    with_own_clock = _(
        "The deadline has passed: answers were received until %(official)s by the clock of the Secretariat, "
        "which is %(own)s by the clock of your capital."
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
        self.closes_at: dt.datetime = consultation.closes_at
        self.zone = consultation.time_zone
        state = by.member_state if by is not None else None
        self.own_zone = state.time_zone if state is not None else self.zone
        self.response, self.receipt = response, receipt
        if sentence is not None:
            self.with_own_clock = sentence
        super().__init__(sentence)

    def __str__(self) -> str:
        language = reader_language()
        official = formats.closing(self.closes_at, self.zone, language)
        own = formats.closing(self.closes_at, self.own_zone, language)
        pattern: Any = self.sentence if own == official else self.with_own_clock
        return str(pattern) % {"official": official, "own": own}


class ConsultationNotOpen(DomainError):
    sentence = _("This consultation is not open yet.")


class PlanWithdrawn(DomainError):
    """The plan was withdrawn while it was before the States: nothing is received, and nothing is lost."""

    sentence = _(
        "The plan was withdrawn, and this consultation ended with it. Nothing was filed; "
        "what your delegation wrote stays in its drafts."
    )


class AlreadyConsulted(DomainError):
    sentence = _("This revision is already before the Member States: its consultation is still open.")


class DeadlineBeforeOpening(DomainError):
    sentence = _("The deadline lies before the day of circulation. Choose a later day.")


class NobodyToConsult(DomainError):
    sentence = _("There was no Member State on the day of circulation: nobody can be consulted.")


class NotLater(DomainError):
    sentence = _("A deadline can only be extended: choose a day after the present last day.")


class NotExtended(DomainError):
    sentence = _("The deadline of this consultation has not been extended: there is nothing to correct.")


class NothingCorrected(DomainError):
    sentence = _("This is the deadline in force already. Choose the day that was meant.")


class NotLaterThanBefore(DomainError):
    sentence = _("Choose a day after today and after the deadline as it was before the extension.")


class ReasonNeeded(DomainError):
    sentence = _("An extension needs a reason that the Member States will read.")


class UnknownBlock(DomainError):
    sentence = _("The paragraph is not part of the circulated text.")


class NothingSaid(DomainError):
    sentence = _("Write a comment or change the wording: there is nothing to save yet.")


class RangeBackwards(DomainError):
    sentence = _("The last paragraph of the range stands before the first. Choose one that follows it.")


class ParagraphNeeded(DomainError):
    sentence = _(
        "A comment on the whole text proposes no wording. Comment on a paragraph to change, add, move or "
        "delete."
    )


class WordingUnchanged(DomainError):
    sentence = _("The proposed wording is the circulated text. Change it, or say that no change is proposed.")


class WordingNeeded(DomainError):
    sentence = _("Write the new text that is to be added.")


class WordingNotForThis(DomainError):
    sentence = _(
        "Your wording differs from the text, but this is not a change of wording. Choose “change of "
        "wording”, or put the text back as it was."
    )


class NowhereToMove(DomainError):
    sentence = _(
        "Choose after which paragraph the text is to stand: one outside the range, and not the place where "
        "it stands already."
    )


class JoinedAsItStands(DomainError):
    sentence = _(
        "A proposal of another State is joined as it stands. To change it, make it a comment of your own "
        "first."
    )


class TooManyFiles(DomainError):
    sentence = _("A comment takes at most %(most)s files. Remove one first, or put several into one.")


class NothingToSay(DomainError):
    sentence = _("Write a message first.")


class RationaleNeeded(DomainError):
    sentence = _("A substantive comment needs a reason. Say why the text should change.")


class NothingToSubmit(DomainError):
    sentence = _(
        "Your delegation has written no comments. Write at least one, or declare that there is no objection."
    )


class DraftsExist(DomainError):
    sentence = _(
        "Your delegation has comments in draft. A declaration of no objection files none of them: "
        "confirm that this is meant."
    )


class DraftsChanged(DomainError):
    sentence = _(
        "A colleague changed the comments after you opened this page. Nothing was submitted: "
        "read them again below."
    )


class NothingToWithdraw(DomainError):
    sentence = _("Your State has no answer in force that could be withdrawn.")


class ConsultationStillOpen(DomainError):
    """An act waits for the closing: the answering of comments, or what its sentence says."""

    sentence = _("Comments are answered after the deadline, when the round is closed.")


class ReplyInEveryLanguage(DomainError):
    sentence = _("Write the reply in each of the three languages: it is offered in all of them.")


class ReplyNeeded(DomainError):
    sentence = _("Give the State a reply: only a comment that is accepted as it stands needs none.")


class NothingChosen(DomainError):
    sentence = _("Choose at least one comment.")


class NoReplyChosen(DomainError):
    sentence = _("Choose a reply that is kept ready.")


class NothingToConfirm(DomainError):
    sentence = _("There is no proposed disposition among these comments that could be confirmed.")


class NoChangeChosen(DomainError):
    sentence = _(
        "Choose at least one change that says what the State asked for. If there is none yet, edit the text "
        "first."
    )


class IntakeChanged(DomainError):
    sentence = _(
        "The text or the dispositions have changed since you opened this page. Nothing was taken in. Read "
        "the list as it is now, then confirm again."
    )


class NotADuplicate(DomainError):
    sentence = _("A comment can only be answered with another comment of the same round.")


class PaperWithdrawn(DomainError):
    sentence = _("The plan was withdrawn: its comments are no longer answered.")


# Grants ----------------------------------------------------------------------------------------------
class NotAddressed(DomainError):
    sentence = _("The consultation was not addressed to this State.")


class GrantReasonNeeded(DomainError):
    sentence = _("A grant needs a reason: it is recorded, and the State reads it.")


class GrantNotLater(DomainError):
    sentence = _("A grant lets a State answer after the deadline: choose a time after %(moment)s.")

    def __init__(self, instant: dt.datetime, zone: str) -> None:
        super().__init__()
        self.instant, self.zone = instant, zone

    def __str__(self) -> str:
        moment = formats.closing(self.instant, self.zone, reader_language())
        return str(self.sentence) % {"moment": moment}


class PlanWentOn(DomainError):
    sentence = _("The plan has gone on since this round: no further answer to it can be granted.")


# After the closing -----------------------------------------------------------------------------------
class GrantsRunning(DomainError):
    sentence = _(
        "A State may still answer under a grant. The outcome is confirmed once it has answered or the time "
        "has passed."
    )


class OutcomeChanged(DomainError):
    sentence = _("The outcome is not the one you saw. Nothing was confirmed; look again.")


class AlreadyConfirmed(DomainError):
    sentence = _("This outcome is confirmed already.")


class OutcomeNotConfirmed(DomainError):
    sentence = _(
        "The outcome of the round is not confirmed yet. An authorised signatory confirms it before anything "
        "leaves the house."
    )


class SilenceWasBroken(DomainError):
    sentence = _("The silence was broken: a note that says there were no comments cannot be issued.")


class NothingToRelease(DomainError):
    sentence = _("The other Member States see the comments of this round without a release.")


class AlreadyReleased(DomainError):
    sentence = _("The compilation of this round is released already.")


class AlreadyAcknowledged(DomainError):
    sentence = _("Your delegation has acknowledged receipt already.")


class ProposalsCollide(DomainError):
    sentence = _(
        "The proposals of %(states)s change the same words. Choose between them, or write a wording of your "
        "own."
    )


class RecheckNeeded(DomainError):
    sentence = _(
        "The words that a chosen proposal was made against have changed. Read it again and decide; nothing "
        "was taken over."
    )


class NothingTaken(DomainError):
    sentence = _("Choose a proposal first: nothing would change in the text.")


class NotForTheBench(DomainError):
    sentence = _("This comment proposes no new paragraph, deletion or move that could be carried out.")


class TextNotOpen(DomainError):
    sentence = _("The text can be changed only while the plan is under consolidation.")


class NotAllAnswered(DomainError):
    sentence = _(
        "Not every comment filed in time has a confirmed answer yet (%(number)s left). Answer them all, then "
        "release the answers together."
    )


class AnswersReleasedAlready(DomainError):
    sentence = _("The answers of this round are released already.")


class AnswersNotReleased(DomainError):
    sentence = _("The answers of this round are not released yet.")


class ReactedAlready(DomainError):
    sentence = _("Your State has said already whether it agrees with this answer.")


class StatementNeeded(DomainError):
    sentence = _("Say why your State maintains its position: the statement goes to the SWG.")


class MessageNeeded(DomainError):
    sentence = _("Write a message: there is nothing to send yet.")


class AlreadyInThisLanguage(DomainError):
    sentence = _("The comment was filed in this language: what the State wrote stands as it is.")


class WordingIsTheirOwn(DomainError):
    sentence = _("The State has given the wording in this language itself, or has proposed none.")


class TranslationEmpty(DomainError):
    sentence = _("Write what is translated: the comment, the wording or the reason.")


class NotOurForm(DomainError):
    sentence = _("This is not the portal’s offline form. Download it here, fill it in, and send that file.")


class FormOfAnotherText(DomainError):
    sentence = _("This form is of another text (%(consultation)s). Download the one of this consultation.")


class ColumnsMissing(DomainError):
    sentence = _("Headings of the form were changed or removed: %(columns)s. Put them back as they were.")


class TooManyComments(DomainError):
    sentence = _("The form has more than %(most)s comments. Send it in parts.")
