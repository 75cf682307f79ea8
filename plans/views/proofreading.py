"""The spaces and quotation marks that a language wants, offered text by text; nothing changes by itself."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from cica_portal.languages import LANGUAGES
from cica_portal.web.pages import CONFLICT, REFUSED, ConfirmPage
from plans.checks import proofreading
from plans.checks.reviews import ListMoved
from plans.comparison.redline import redline
from plans.forms import SuggestionForm
from plans.views.frame import OfLanguage, key_of

SHOWN_AT_ONCE = 60
FILTERS = (
    ("", pgettext_lazy("quotation marks and spaces", "Both")),
    (proofreading.QUOTES, gettext_lazy("Quotation marks")),
    (proofreading.SPACES, gettext_lazy("Non-breaking spaces")),
)


class PaperProofread(OfLanguage, ConfirmPage):
    """What could be improved in one language, or in the one block that the address names, as redlines."""

    again = {ListMoved: CONFLICT}

    @property
    def only(self) -> str:
        only = self.request.GET.get("only", "")
        return only if only in proofreading.CHANGES else ""

    def get(self, request: HttpRequest, slug: str, language: str) -> HttpResponse:
        return self.confirm() if self.paper.is_editable else self.closed()

    def act(self) -> HttpResponse:
        form = SuggestionForm(self.request.POST)
        if not form.is_valid():
            raise Http404
        listed = form.cleaned_data["listed"]
        if not listed:
            messages.error(self.request, _("Nothing was changed: no text is selected."))
            return self.confirm(status=REFUSED)
        number = proofreading.accept(
            self.paper, self.language, listed, only=self.only, by=self.request.user, at=self.at
        )
        # Translators: number is a count of texts.
        sentence = ngettext("%(number)s text changed.", "%(number)s texts changed.", number)
        messages.success(self.request, sentence % {"number": number})
        return redirect(self.request.get_full_path())

    def confirm(self, *, status: int = 200) -> HttpResponse:
        found = proofreading.suggestions(self.paper, self.language, self.only)
        block = self.request.GET.get("block", "")
        if block:
            key = key_of(block)
            found = [suggestion for suggestion in found if suggestion.text.block.key == key]
        shown = [(one, redline(one.text.text, one.suggested)) for one in found[:SHOWN_AT_ONCE]]
        context = {
            "language": self.language,
            "languages": LANGUAGES,
            "only": self.only,
            "filters": FILTERS,
            "only_block": block,
            "found": shown,
            "more": len(found) - len(shown),
        }
        return self.page("plans/paper_proofread.html", context, status=status)
