"""Find and replace over all texts of a draft: every place is shown as it would become, then changed."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cica_portal.errors import DomainError
from cica_portal.web.pages import CONFLICT, REFUSED, ActPage
from plans.checks import finding, replacing
from plans.enums import Significance
from plans.models import Replacement
from plans.views.frame import EditView
from plans.views.words.forms import FindForm, ReplaceForm

# So many texts are on one page: more are narrowed by what is looked for.
SHOWN_AT_ONCE = 200
ACTS_SHOWN = 5


class PaperFind(EditView):
    """Where words stand in a draft, and what they would become; chosen texts are changed in one act."""

    template_name = "plans/paper_find.html"

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        if not self.paper.is_editable:
            return self.closed()
        return self.found_page(FindForm(request.GET if "q" in request.GET else None))

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        form = ReplaceForm(request.POST)
        if not form.is_valid():
            return self.found_page(form, status=REFUSED)
        chosen, significance = form.cleaned_data["text"], form.cleaned_data["significance"]
        terms = {"significance": significance, "by": request.user, "at": self.at}
        try:
            outcome = replacing.replace(self.paper, form.query, chosen, **terms)
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return self.found_page(form, status=REFUSED)
        say_number(request, outcome)
        if outcome.kept_back:
            return self.found_page(form, kept_back=outcome.kept_back, status=CONFLICT)
        return redirect(f"{reverse('plans:paper-find', args=[slug])}#replaced")

    def found_page(self, form: FindForm, *, status: int = 200, **context: Any) -> HttpResponse:
        is_asked = form.is_bound and form.is_valid() and bool(form.cleaned_data["q"])
        found = finding.find(self.paper, form.query) if is_asked else []
        context |= {
            "form": form,
            "is_asked": is_asked,
            "shown": found[:SHOWN_AT_ONCE],
            "number": sum(len(one.places) for one in found),
            "texts": len(found),
            "more": len(found[SHOWN_AT_ONCE:]),
            "by_words": is_asked and form.query.by_words,
            # What is replaced is what was shown.
            "asked": [(name, value) for name, value in form.data.items() if name in FindForm.base_fields],
            "significance": form.data.get("significance", Significance.SUBSTANTIVE),
            "significances": Significance.choices,
            "acts": self.paper.replacements.select_related("by", "undone_by")[:ACTS_SHOWN],
        }
        return self.page(context=context, status=status)


class ReplacementUndo(EditView, ActPage):
    """Put back what an act replaced."""

    @cached_property
    def replacement(self) -> Replacement:
        return get_object_or_404(self.paper.replacements, pk=self.kwargs["pk"])

    def act(self) -> None:
        outcome = replacing.undo(self.replacement, by=self.request.user, at=self.at)
        say_number(self.request, outcome)
        for sentence in outcome.kept_back:
            messages.warning(self.request, sentence)

    def back(self) -> HttpResponseBase:
        return redirect(f"{reverse('plans:paper-find', args=[self.paper.slug])}#replaced")


def say_number(request: HttpRequest, outcome: replacing.Outcome) -> None:
    if not outcome.number:
        messages.error(request, _("No text was changed."))
        return
    # Translators: number is a count of texts.
    sentence = ngettext("%(number)s text changed.", "%(number)s texts changed.", outcome.number)
    messages.success(request, sentence % {"number": outcome.number})
