"""The organization's data by page: a list of its sheets, and each as a form that proposes other data."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import cached_property

from cica_portal.errors import DomainError
from cica_portal.web.pages import REFUSED, Page
from members.installation import house
from members.requests import SignedInRequest
from phrases import corrections, own
from phrases.enums import Kind
from phrases.forms import HouseForm
from phrases.house import HOUSE, PART_LABELS
from phrases.house.sheets import Sheet, SheetUnfit
from phrases.views.listing import sources
from phrases.views.proposing import ProposalPage


class HouseList(Page):
    """Every sheet, by sort, with those of which a proposal waits, and what was changed last."""

    request: SignedInRequest
    permission = "phrases.view"
    template_name = "phrases/house_list.html"

    def get(self, request: SignedInRequest) -> HttpResponse:
        waiting = own.waiting(Kind.HOUSE)
        groups = [
            (finder.label, [(sheet, waiting.get(sheet.name)) for sheet in finder.sheets()])
            for finder in HOUSE.finders
        ]
        # One change of a page may be of several parts: it is one line.
        changes = {(str(PART_LABELS[one.part]), one.at, one.by): one for one in house.history()}
        history = [(one, label) for (label, *_), one in changes.items()]
        context = {"groups": groups, "history": history, "sources": sources(request)}
        return self.page(context=context)


class HouseEdit(ProposalPage):
    """One sheet: its fields as they hold, in three languages side by side, each in its sentence."""

    permission = "phrases.propose"
    template_name = "phrases/house_edit.html"

    @cached_property
    def sheet(self) -> Sheet:
        return HOUSE.sheet(self.kwargs["name"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if waiting := own.waiting(Kind.HOUSE).get(self.sheet.name):
            return redirect("phrases:correction-detail", waiting.pk)
        return super().get(request, *args, **kwargs)

    def form(self, *sent: Any, **given: Any) -> HouseForm:
        return HouseForm(*sent, sheet=self.sheet, **given)

    def initial(self) -> dict[str, str]:
        present = HOUSE.sheet_texts(self.sheet)
        return present | self.sheet.begun(self.at) | {"seen": own.fingerprint(present)}

    def act(self, form: HouseForm) -> HttpResponseBase:
        made = corrections.propose_own(
            HOUSE,
            self.sheet.name,
            form.texts,
            seen=form.cleaned_data["seen"],
            reason=form.cleaned_data["reason"],
            by=self.request.user,
            at=self.at,
        )
        return redirect("phrases:correction-detail", made.pk)

    def refused(self, form: HouseForm, refusal: DomainError) -> HttpResponseBase:
        if not isinstance(refusal, SheetUnfit):
            return super().refused(form, refusal)
        for finding in refusal.findings:
            form.add_error(None, str(finding))
        return self.form_page(form, status=REFUSED)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            sheet=self.sheet, until_then=self.sheet.until_then(), rows=kwargs["form"].rows(), **kwargs
        )
