"""What every form has in common that proposes other texts."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import cached_property

from cica_portal.web.pages import FormPage
from members.requests import SignedInRequest
from phrases import corrections, own


class ProposalPage(FormPage):
    """A form that proposes texts: once they are proposed, it says who approves them."""

    request: SignedInRequest

    @cached_property
    def done(self) -> Any:
        return corrections.proposed(self.request.user)


class OwnTextPage(ProposalPage):
    """A form that proposes other texts of what `holder` calls `name`; one that waits is shown instead."""

    holder: own.Holder

    @property
    def name(self) -> str:
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if waiting := own.waiting(self.holder.kind).get(self.name):
            return redirect("phrases:correction-detail", waiting.pk)
        return super().get(request, *args, **kwargs)

    def initial(self) -> dict[str, Any]:
        present = self.holder.texts(self.name)
        return present | {"seen": own.fingerprint(present)}

    def act(self, form: Any) -> HttpResponse:
        seen, reason = form.cleaned_data["seen"], form.cleaned_data["reason"]
        values = {"seen": seen, "reason": reason, "by": self.request.user, "at": self.at}
        made = corrections.propose_own(self.holder, self.name, form.texts, **values)
        return redirect("phrases:correction-detail", made.pk)
