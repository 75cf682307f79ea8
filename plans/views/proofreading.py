"""The spaces and quotation marks that a language wants, offered text by text; nothing changes by itself."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from cica_portal import clock
from cica_portal.errors import DomainError
from cica_portal.languages import LANGUAGES, is_language
from cica_portal.web.pages import CONFLICT, REFUSED
from plans.checks import proofreading
from plans.checks.reviews import ListMoved
from plans.comparison.redline import redline
from plans.forms import SuggestionForm
from plans.views.frame import EditView, key_of

SHOWN_AT_ONCE = 60
FILTERS = (
    ("", pgettext_lazy("quotation marks and spaces", "Both")),
    (proofreading.QUOTES, gettext_lazy("Quotation marks")),
    (proofreading.SPACES, gettext_lazy("Non-breaking spaces")),
)


class PaperProofread(EditView):
    """What could be improved in one language, or in the one block that the address names, as redlines."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_language(kwargs["language"]):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @property
    def only(self) -> str:
        only = self.request.GET.get("only", "")
        return only if only in proofreading.CHANGES else ""

    def get(self, request: HttpRequest, slug: str, language: str) -> HttpResponse:
        if not self.paper.is_editable:
            return self.closed()
        return self.list_page()

    def post(self, request: HttpRequest, slug: str, language: str) -> HttpResponse:
        form = SuggestionForm(request.POST)
        if not form.is_valid():
            raise Http404
        listed = form.cleaned_data["listed"]
        if not listed:
            messages.error(request, _("Nothing was changed: no text is selected."))
            return self.list_page(status=REFUSED)
        try:
            number = proofreading.accept(
                self.paper, language, listed, only=self.only, by=request.user, at=clock.now()
            )
        except ListMoved as refusal:
            messages.error(request, str(refusal))
            return self.list_page(status=CONFLICT)
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return redirect("plans:paper-detail", slug)
        # Translators: number is a count of texts.
        sentence = ngettext("%(number)s text changed.", "%(number)s texts changed.", number)
        messages.success(request, sentence % {"number": number})
        return redirect(request.get_full_path())

    def list_page(self, status: int = 200) -> HttpResponse:
        language = self.kwargs["language"]
        found = proofreading.suggestions(self.paper, language, self.only)
        block = self.request.GET.get("block", "")
        if block:
            key = key_of(block)
            found = [suggestion for suggestion in found if suggestion.text.block.key == key]
        shown = [(one, redline(one.text.text, one.suggested)) for one in found[:SHOWN_AT_ONCE]]
        context = {
            "language": language,
            "languages": LANGUAGES,
            "only": self.only,
            "filters": FILTERS,
            "only_block": block,
            "found": shown,
            "more": len(found) - len(shown),
        }
        return self.page("plans/paper_proofread.html", context, status=status)
