"""Find and replace over all texts of a draft: every place is shown as it would become, then changed."""

from typing import Any, NamedTuple

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

# So many places are on one page: more are narrowed by what is looked for.
SHOWN_AT_ONCE = 500
ACTS_SHOWN = 5


class Place(NamedTuple):
    """One place as the page shows it, and what would stand there."""

    value: str
    hit: finding.Hit
    instead: str


class Shown(NamedTuple):
    """A text with its places."""

    found: finding.Found
    places: list[Place]


class PaperFind(EditView):
    """Where words stand in a draft, and what they would become; chosen places are replaced in one act."""

    template_name = "plans/paper_find.html"

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        if not self.paper.is_editable:
            return self.closed()
        form = FindForm(request.GET if "q" in request.GET else None)
        return self.found_page(form)

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        form = ReplaceForm(request.POST)
        if not form.is_valid():
            return self.found_page(form, status=REFUSED)
        said = form.cleaned_data
        try:
            outcome = replacing.replace(
                self.paper,
                form.query,
                said["by"],
                said["place"],
                significance=said["significance"],
                by=request.user,
                at=self.at,
            )
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
        by_words = form.cleaned_data["by"] if is_asked else ""
        shown, left = [], SHOWN_AT_ONCE
        for one in found:
            if left <= 0:
                break
            places = [
                Place(
                    f"{one.text.pk}:{one.text.version}:{hit.start}",
                    hit,
                    replacing.instead(form.query.words, by_words, hit),
                )
                for hit in one.hits[:left]
            ]
            left -= len(places)
            shown.append(Shown(one, places))
        number = sum(len(one.hits) for one in found)
        context |= {
            "form": form,
            "is_asked": is_asked,
            "shown": shown,
            "number": number,
            "texts": len(found),
            "more": number - sum(len(one.places) for one in shown),
            "by_words": by_words,
            "asked": asked(form) if is_asked else [],
            "significance": form.cleaned_data.get("significance") or Significance.SUBSTANTIVE
            if is_asked
            else Significance.SUBSTANTIVE,
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
        for one in outcome.kept_back:
            messages.warning(self.request, one.sentence)

    def back(self) -> HttpResponseBase:
        return redirect(f"{reverse('plans:paper-find', args=[self.paper.slug])}#replaced")


def asked(form: FindForm) -> list[tuple[str, str]]:
    """Return what was looked for as fields, so that what is replaced is what was shown."""
    said = form.cleaned_data
    texts = [(name, said[name]) for name in ("q", "by", "language")]
    return [*texts, *((name, "on") for name in ("whole", "case", "exact") if said[name])]


def say_number(request: HttpRequest, outcome: replacing.Outcome) -> None:
    if not outcome.number:
        messages.error(request, _("No text was changed."))
        return
    # Translators: number is a count of texts.
    sentence = ngettext("%(number)s text changed.", "%(number)s texts changed.", outcome.number)
    messages.success(request, sentence % {"number": outcome.number})
