"""What the portal says when a response from outside cannot be entered or confirmed."""

from django.utils.translation import gettext_lazy as _

from cica_portal.errors import DomainError, StaleVersion


class EnteredAlready(DomainError):
    sentence = _("A response of %(state)s is already being entered. Complete or discard that entry first.")


class EnteredMoved(DomainError):
    sentence = _("The entry has changed in the meantime. Nothing was recorded. Open it again.")


class EnteredChanged(DomainError):
    sentence = _("The entry has changed since the page was opened. Nothing was confirmed. Read it again.")


class EntryCorrected(StaleVersion):
    sentence = _(
        "A colleague corrected this entry after you opened the page. Nothing was overwritten. "
        "Compare both below, then save again."
    )


class RemarkRemoved(StaleVersion):
    sentence = _(
        "A colleague removed this comment from the entry after you opened the page. Save it below to "
        "enter it anew."
    )


class EnteredReasonNeeded(DomainError):
    sentence = _("Enter what is to be corrected.")


class AnotherDay(DomainError):
    # Translators: day is a date in full
    sentence = _(
        "In the register the note was received on this day: %(day)s. Enter the same day here, or correct the "
        "entry in the register first."
    )


class EnteredInTheFuture(DomainError):
    sentence = _("Enter a time of receipt that has passed.")


class ReceivedBeforeOpening(DomainError):
    sentence = _("The consultation was not open yet at that time. Check the day and hour of receipt.")


class NewerResponse(DomainError):
    sentence = _("%(state)s has submitted a later response. What came before it cannot replace it.")


class CommentsInForce(DomainError):
    sentence = _(
        "The State has comments in force under receipt %(receipt)s. Tick that they are no longer to be in "
        "force, then confirm."
    )


class NothingEntered(DomainError):
    sentence = _(
        "A response with comments needs at least one comment, and “no objection” has none. "
        "Correct the entry first."
    )


class TwoPeopleNeeded(DomainError):
    sentence = _("You entered this response yourself. Another signatory has to confirm it.")


class NothingToTakeOver(DomainError):
    sentence = _("Your State has no response that came by note or mail. There is nothing to make drafts of.")
