"""Refusals of the choice on a joined proposal that is no longer in force."""

from django.utils.translation import gettext_lazy as _

from cica_portal.errors import DomainError


class JoinDecided(DomainError):
    sentence = _("Your State has already decided on this proposal. Reload the page to see the decision.")


class JoinNotLost(DomainError):
    sentence = _("The proposal that your State joined is in force. There is nothing to decide.")


class LeavingTooLate(DomainError):
    sentence = _(
        "The deadline has passed, and a submitted response can no longer be changed: the proposal remains "
        "your State’s own. Your State may request additional time."
    )


class ProposalGone(DomainError):
    sentence = _(
        "This proposal is no longer in force: its State has withdrawn or replaced its response. "
        "Nothing was joined."
    )
