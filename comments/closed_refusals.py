"""What the portal says when an act of a consultation that has closed cannot be done."""

from django.utils.translation import gettext_lazy as _

from cica_portal.errors import DomainError, StaleVersion


# The outcome and what follows -----------------------------------------------------------------------
class GrantsRunning(DomainError):
    sentence = _(
        "A State may still respond in additional time, or has requested it. Wait for it, or give a reason "
        "for confirming the outcome now."
    )


class ReadBeforeResponding(DomainError):
    sentence = _(
        "A State may still respond in additional time, or has requested it, and would read the others before."
        " Wait for it, or give a reason for distributing the compilation now."
    )


class ResponsesUnentered(GrantsRunning):
    sentence = _(
        "A State has responded by note, and the response has not been entered yet. Enter it, or give a "
        "reason for confirming the outcome now."
    )


class OutcomeChanged(DomainError):
    sentence = _(
        "The outcome has changed since you opened this page. Nothing was confirmed; check the outcome again."
    )


class AlreadyConfirmed(DomainError):
    sentence = _("This outcome has already been confirmed.")


class OutcomeNotConfirmed(DomainError):
    sentence = _(
        "The outcome of the consultation has not been confirmed. An authorized signatory "
        "must confirm it before anything is sent."
    )


class SilenceWasBroken(DomainError):
    sentence = _("Comments were received: a note saying that there were none cannot be issued.")


class NothingToRelease(DomainError):
    sentence = _(
        "Other Member States already see the comments of this consultation. The "
        "compilation does not have to be distributed."
    )


class AlreadyReleased(DomainError):
    sentence = _("The compilation of this consultation has already been distributed.")


class AlreadyAcknowledged(DomainError):
    sentence = _("Your delegation has already acknowledged receipt.")


class ProposalsCollide(DomainError):
    sentence = _(
        # Translators: states is the names of Member States
        "The proposals of %(states)s change the same text. Choose one of them, or write a "
        "wording of your own."
    )


class RecheckNeeded(DomainError):
    sentence = _(
        "The text that a chosen proposal refers to has changed. Nothing was accepted into "
        "the draft. Read the proposal again, then decide."
    )


class NothingTaken(DomainError):
    sentence = _("Choose a proposal or enter the Secretariat’s wording: so far nothing changes in the text.")


class NotForTheBench(DomainError):
    sentence = _(
        "This comment does not propose a new paragraph, a deletion or a move, so nothing can be carried out."
    )


class TextNotOpen(DomainError):
    sentence = _("The text can be changed only while the plan is under consolidation.")


class NotAllAnswered(DomainError):
    sentence = _(
        # Translators: number is how many comments are left
        "Some comments submitted in time have no confirmed reply (%(number)s left). Reply "
        "to all of them, then send the replies together."
    )


class AnswersReleasedAlready(DomainError):
    sentence = _("The replies of this consultation have already been sent.")


class AnswersNotReleased(DomainError):
    sentence = _("The replies of this consultation have not been sent yet.")


class ReplyChanged(StaleVersion):
    sentence = _(
        "The reply has changed since you opened this page. Nothing was recorded. Read the new reply, then "
        "state the position of your State."
    )


class PlanDecidedOn(DomainError):
    sentence = _(
        "The plan has been adopted or withdrawn, and the SWG considers no more positions on it. Write a "
        "message to the Secretariat instead."
    )


class ReactedAlready(DomainError):
    sentence = _("Your State has already stated its position on this reply.")


class StatementNeeded(DomainError):
    sentence = _("Explain why your State maintains its position. The statement goes to the SWG.")


class StatementNotNeeded(DomainError):
    sentence = _(
        "An agreement goes without a statement, and cannot be taken back. To agree, delete the statement; "
        "to send it to the SWG, choose to maintain the position."
    )


class MessageNeeded(DomainError):
    sentence = _("Write a message. There is nothing to send yet.")


class CommentGone(DomainError):
    sentence = _("This comment is no longer in force: its State has withdrawn or replaced its response.")


class CommentDropped(CommentGone):
    sentence = _(
        "This comment is no longer in force: its State has withdrawn or replaced its response since you "
        "opened the page. Nothing was recorded."
    )


class NothingAsked(DomainError):
    sentence = _("This message no longer waits for a reply from you. Reload the page to see why.")


class GroupGrew(DomainError):
    sentence = _(
        "A colleague has linked another comment to these since you opened the page. Nothing was recorded. "
        "Look at it, then reply again."
    )


class ClosingNotHeld(DomainError):
    sentence = _("This closing does not wait for a decision. Reload the page.")


class ClosingReasonNeeded(DomainError):
    sentence = _("Give the reason for closing as of the deadline. It is kept on record.")


# Answering comments ----------------------------------------------------------------------------------
class ReplyInEveryLanguage(DomainError):
    sentence = _("Write the reply in each of the three languages. It will be offered in all of them.")


class ReplyNeeded(DomainError):
    sentence = _("Write a reply to the State. Only a comment accepted in full needs none.")


class NothingChosen(DomainError):
    sentence = _("Choose at least one comment.")


class NoReplyChosen(DomainError):
    sentence = _("Choose a reply template.")


class MoreCame(DomainError):
    sentence = _(
        "The comments are no longer those that you saw when you opened the page. Nothing was recorded. "
        "Look at the list, then choose again."
    )


class NothingToConfirm(DomainError):
    sentence = _("None of these comments has a proposed disposition that could be confirmed.")


class NoChangeChosen(DomainError):
    sentence = _(
        "Choose at least one change that says what the State asked for. If there is none yet, edit the text "
        "first."
    )


class RepliesChanged(DomainError):
    sentence = _(
        "The replies have changed since you opened this page. Nothing was sent. Read them again, then send "
        "them."
    )


class IntakeChanged(DomainError):
    sentence = _(
        "The text or the dispositions have changed since you opened this page. Nothing was changed. "
        "Read the new list, then confirm again."
    )


class TooLateToUndo(DomainError):
    sentence = _(
        "This can no longer be undone: the decision or the text has changed since, or the replies have been "
        "sent. Record another decision instead."
    )


class NotADuplicate(DomainError):
    sentence = _(
        "A comment can share a reply only with another comment of the same consultation. Choose one of these."
    )


class PaperWithdrawn(DomainError):
    sentence = _("The plan was withdrawn. No further replies are given to its comments.")
