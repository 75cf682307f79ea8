"""What the portal says when a response from outside cannot be entered or confirmed."""

from django.utils.translation import gettext_lazy as _

from cica_portal.errors import DomainError, StaleVersion


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


class NewerResponse(DomainError):
    sentence = _("%(state)s has submitted a later response. What came before it cannot replace it.")
