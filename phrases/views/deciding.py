"""One correction beside what it replaces; a signatory approves or refuses it, and it can be withdrawn."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cica_portal.errors import DomainError
from cica_portal.web.pages import REFUSED, Page
from members.requests import SignedInRequest
from phrases import checks, corrections
from phrases.catalogue import Phrase, forms_of, phrases
from phrases.forms import DecisionForm
from phrases.models import Correction
from phrases.views.listing import badge


class CorrectionPage(Page):
    request: SignedInRequest
    permission = "phrases.view"
    template_name = "phrases/correction_detail.html"

    def find_subject(self) -> Any:
        return self.correction

    @cached_property
    def correction(self) -> Correction:
        return get_object_or_404(Correction.objects.with_people(), pk=self.kwargs["pk"])

    @cached_property
    def phrase(self) -> Phrase | None:
        return phrases().get(self.correction.key)

    def correction_page(self, form: DecisionForm, *, act: str = "", status: int = 200) -> HttpResponse:
        one, user = self.correction, self.request.user
        can_decide = one.is_waiting and user.has_perm("phrases.decide", one)
        can_withdraw = (one.is_waiting or one.is_in_use) and user.has_perm("phrases.withdraw", one)
        acts = [("refuse", can_decide), ("withdraw", can_withdraw and not can_decide)]
        context = {
            "correction": one,
            "phrase": self.phrase,
            "badge": badge(one, self.phrase),
            "changes": self.changes(),
            "warnings": checks.warnings(self.phrase, one.language, one.forms) if self.phrase else [],
            "form": form,
            "failed": act,
            "may_approve": can_decide,
            "acts": [name for name, is_open in acts if is_open],
            "waits_for_another": one.is_waiting and not can_decide,
        }
        return self.page(context=context, status=status)

    def changes(self) -> list[tuple[str, str, str]]:
        """Return each form with its numbers: what the portal came with, and the new text."""
        one = self.correction
        numbers = forms_of(one.language) if one.plural else ((),) * len(one.forms)
        return [
            (", ".join(of_form), before, after)
            for of_form, before, after in zip(numbers, one.replaces, one.forms, strict=False)
        ]


class CorrectionDetail(CorrectionPage):
    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:
        return self.correction_page(DecisionForm())


class Approve(CorrectionPage):
    permission = "phrases.decide"
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        try:
            corrections.approve(self.correction, by=request.user, at=self.at)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Correction approved. The new text is in use."))
        return redirect("phrases:correction-detail", pk)


class Refuse(CorrectionPage):
    permission = "phrases.decide"
    http_method_names = ["post"]
    act = "refuse"
    done = gettext_lazy("Correction refused. The text is unchanged.")

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        form = DecisionForm(request.POST)
        if not form.is_valid():
            return self.correction_page(form, act=self.act, status=REFUSED)
        try:
            self.end(form.cleaned_data["reason"])
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return self.correction_page(form, act=self.act, status=REFUSED)
        messages.success(request, str(self.done))
        return redirect("phrases:correction-detail", pk)

    def end(self, reason: str) -> None:
        corrections.refuse(self.correction, reason=reason, by=self.request.user, at=self.at)


class Withdraw(Refuse):
    permission = "phrases.withdraw"
    act = "withdraw"
    done = gettext_lazy("Correction withdrawn.")

    def end(self, reason: str) -> None:
        corrections.withdraw(self.correction, reason=reason, by=self.request.user, at=self.at)
