"""The organization's data by page: a list of its sheets, and each as a form that proposes other data."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.utils.functional import cached_property

from cica_portal.errors import DomainError
from cica_portal.web.pages import REFUSED, Page
from members.installation import house
from members.requests import SignedInRequest
from phrases import own
from phrases.enums import Kind
from phrases.forms import HouseForm, NewStateForm
from phrases.house import HOUSE, PART_LABELS
from phrases.house.sheets import NEW, Sheet, SheetUnfit
from phrases.views.listing import sources
from phrases.views.proposing import OwnTextPage


class HouseList(Page):
    """Every sheet, by sort, with those of which a proposal waits, and what was changed last."""

    request: SignedInRequest
    permission = "phrases.view"
    template_name = "phrases/house_list.html"

    def get(self, request: SignedInRequest) -> HttpResponse:
        waiting = own.waiting(Kind.HOUSE)
        groups = [
            (label, [(sheet, waiting.get(sheet.name)) for sheet in list_sheets()])
            for label, list_sheets in HOUSE.sorts
        ]
        # One change of a page may be of several parts: it is one line.
        changes = {(str(PART_LABELS[one.part]), one.at, one.by): one for one in house.history()}
        history = [(one, label) for (label, *_), one in changes.items()]
        context = {"groups": groups, "history": history, "sources": sources(request)}
        return self.page(context=context)


class HouseEdit(OwnTextPage):
    """One sheet: its fields as they hold, in three languages side by side, each in its sentence."""

    permission = "phrases.propose"
    template_name = "phrases/house_edit.html"
    holder = HOUSE

    @cached_property
    def sheet(self) -> Sheet:
        return HOUSE.sheet(self.kwargs["name"])

    @property
    def name(self) -> str:
        return self.sheet.name

    def form(self, *sent: Any, **given: Any) -> HouseForm:
        return HouseForm(*sent, sheet=self.sheet, **given)

    def initial(self) -> dict[str, Any]:
        return super().initial() | self.sheet.begun(self.at)

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


class StateCreate(HouseEdit):
    """A new Member State; what its names propose comes back to be read before it is sent for approval."""

    template_name = "phrases/state_new.html"

    @cached_property
    def sheet(self) -> Sheet:
        return HOUSE.sheet(f"state-{NEW}")

    def form(self, *sent: Any, **given: Any) -> NewStateForm:
        return NewStateForm(*sent, sheet=self.sheet, **given)

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = self.form(request.POST)
        is_sound = form.is_valid()
        if request.htmx:
            return self.page("phrases/_state_sentences.html", {"form": form})
        return super().post(request) if form.is_read or not is_sound else self.form_page(form)
