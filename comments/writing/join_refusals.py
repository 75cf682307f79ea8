"""Why a proposal of another State is not joined."""

from django.utils.translation import gettext_lazy as _

from cica_portal.errors import DomainError


class ProposalGone(DomainError):
    sentence = _(
        "This proposal is no longer in force: its State has withdrawn or replaced its response. "
        "Nothing was joined."
    )
