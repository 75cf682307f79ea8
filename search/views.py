from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views import View

from cica_portal import clock
from cica_portal.languages import reader_language
from search import finding, suggestions, words
from search.forms import SearchForm
from search.found import counted


class Find(LoginRequiredMixin, View):
    """Everything that the person may read in which the words are found, by kind."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        form = SearchForm(request.GET)
        chosen = form.chosen()
        groups, meant = self.groups(chosen), ""
        if groups and not any(group.total for group in groups):
            groups, meant = self.forgiven(chosen) or (groups, "")
        sought = chosen | {"q": meant or chosen["q"]}
        context = {
            "form": form,
            "typed": chosen["q"],
            "meant": meant,
            "kind": chosen["kind"],
            "language": chosen["language"],
            "is_asked": words.parse(chosen["q"]) is not None,
            "kinds": [self.way(group, sought) for group in groups],
            "everything": "?" + urlencode({"q": sought["q"], "language": chosen["language"]}),
            "total": counted(groups),
            "is_found": any(group.total for group in groups),
            "most": finding.MANY,
            "shown": [group for group in groups if group.hits and chosen["kind"] in {"", group.kind}],
        }
        return TemplateResponse(request, "search/find.html", context)

    def groups(self, chosen: dict[str, str]) -> list[finding.Group]:
        reader = reader_language()
        return finding.find(
            chosen["q"], at=clock.now(), reader=reader, **self.narrowed(chosen), kind=chosen["kind"]
        )

    def forgiven(self, chosen: dict[str, str]) -> tuple[list[finding.Group], str] | None:
        """Return what is found of the words that are meant, where one was typed with a slip."""
        reader = reader_language()
        meant = finding.meant(chosen["q"], at=clock.now(), reader=reader, **self.narrowed(chosen))
        found = self.groups(chosen | {"q": meant}) if meant else []
        return (found, meant) if any(group.total for group in found) else None

    def narrowed(self, chosen: dict[str, str]) -> dict[str, Any]:
        """Return in whose scope, and in which language, is looked."""
        return {"user": self.request.user, "language": chosen["language"]}

    def way(self, group: finding.Group, chosen: dict[str, str]) -> dict[str, Any]:
        """Return the number of a kind, which opens the rows behind it."""
        return {
            "kind": group.kind,
            "label": group.label,
            "total": group.total,
            "shown": counted([group]),
            "query": "?" + urlencode(chosen | {"kind": group.kind}),
        }


class Suggestions(LoginRequiredMixin, View):
    """What the letters in the box may be meant for, as options of its list."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        typed = SearchForm(request.GET).chosen()["q"]
        found = suggestions.suggest(typed, user=request.user, reader=reader_language())
        return TemplateResponse(request, "search/_suggestions.html", {"found": found})
