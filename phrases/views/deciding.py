"""One correction beside what it replaces; a signatory approves or refuses it, and it can be withdrawn."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from cica_portal.web.pages import ActPage, FormPage, Page
from members.requests import SignedInRequest
from phrases import corrections, own
from phrases.forms import DecisionForm
from phrases.models import Correction
from phrases.texts import checks
from phrases.texts.catalogue import Phrase, forms_of, phrases
from phrases.views.listing import badge
from plans.comparison.redline import redline


class CorrectionPage(Page):
    request: SignedInRequest
    permission = "phrases.view"
    template_name = "phrases/correction_detail.html"
    about = "correction"
    shows = ("phrase",)
    asked_on = "phrases:correction-detail", "correction__pk"

    @cached_property
    def correction(self) -> Correction:
        return get_object_or_404(Correction.objects.with_people(), pk=self.kwargs["pk"])

    @cached_property
    def phrase(self) -> Phrase | None:
        return phrases().get(self.correction.key)

    def correction_page(self, form: DecisionForm, *, act: str = "", status: int = 200) -> HttpResponse:
        one, user, holder = self.correction, self.request.user, own.holder_of(self.correction)
        can_decide = one.is_waiting and user.has_perm("phrases.decide", one)
        can_withdraw = (one.is_waiting or one.is_in_use) and user.has_perm("phrases.withdraw", one)
        context = {
            "badge": badge(one, self.phrase),
            "changes": self.changes(),
            "about": self.source(),
            "proposal": holder and holder.proposal(one.message, one.forms),
            "warnings": checks.warnings(self.phrase, one.language, one.forms) if self.phrase else [],
            "form": form,
            "failed": act,
            "may_approve": can_decide,
            "acts": ["refuse"] if can_decide else ["withdraw"] if can_withdraw else [],
            "waits_for_another": one.is_waiting and not can_decide,
        }
        return self.page(context=context, status=status)

    def source(self) -> tuple[str, str]:
        """Return what the texts of a row are of, and the address of their page; else nothing."""
        holder = own.holder_of(self.correction)
        if holder is None:
            return "", ""
        page, *arguments = holder.page(self.correction.message)
        return holder.title(self.correction.message), reverse(page, args=arguments)

    def changes(self) -> list[dict[str, Any]]:
        """Return each text beside the one that it replaces: while it waits, the one in use."""
        one, holder = self.correction, own.holder_of(self.correction)
        if holder is not None:
            return [self.change_of(holder, field, text) for field, text in one.forms.items()]
        before: Any = one.replaces
        if one.is_waiting and self.phrase is not None:
            in_use = corrections.find_in_use(one.key, one.language)
            before = corrections.held(self.phrase, one.language, in_use)
        numbers = forms_of(one.language) if one.plural else ((),) * len(one.forms)
        return [
            {
                "heading": ", ".join(of_form),
                "language": one.language,
                "redline": redline(old, new),
                "after": new,
            }
            for of_form, old, new in zip(numbers, before, one.forms, strict=False)
        ]

    def change_of(self, holder: own.Holder, field: str, text: str) -> dict[str, Any]:
        language, heading = holder.label_of(self.correction.message, field)
        before, after = holder.shown(field, self.correction.replaces[field]), holder.shown(field, text)
        return {"heading": heading, "language": language, "redline": redline(before, after), "after": after}


class CorrectionDetail(CorrectionPage):
    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:
        return self.correction_page(DecisionForm())


class Approve(CorrectionPage, ActPage):
    permission = "phrases.decide"
    perform = staticmethod(corrections.approve)
    done = _("Correction approved. The new text is in use.")


class Refuse(CorrectionPage, FormPage):
    permission = "phrases.decide"
    http_method_names = ["post"]
    form_class = DecisionForm
    name = "refuse"
    perform: Callable[..., Any] = staticmethod(corrections.refuse)
    done = _("Correction refused. The text is unchanged.")

    def form_page(self, form: DecisionForm, *, status: int = 200) -> HttpResponse:
        return self.correction_page(form, act=self.name, status=status)


class Withdraw(Refuse):
    permission = "phrases.withdraw"
    name = "withdraw"
    perform = staticmethod(corrections.withdraw)
    done = _("Correction withdrawn.")
