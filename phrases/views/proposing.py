"""What every form has in common that proposes other texts."""

from typing import Any

from django.utils.functional import cached_property

from cica_portal.web.pages import FormPage
from members.requests import SignedInRequest
from phrases import corrections


class ProposalPage(FormPage):
    """A form that proposes texts: once they are proposed, it says who approves them."""

    request: SignedInRequest

    @cached_property
    def done(self) -> Any:
        return corrections.proposed(self.request.user)
