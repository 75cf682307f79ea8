"""Long lists: narrowed by the address, which they keep from page to page."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page as Part
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase

from cica_portal.web.forms import Narrowing
from cica_portal.web.pages import Page


def query(request: HttpRequest) -> str:
    """Return what narrows the list as it stands in the address, with its closing "&"."""
    kept = [(name, value) for name, value in request.GET.items() if name not in {"page", "as"} and value]
    return f"{urlencode(kept)}&" if kept else ""


def part(request: HttpRequest, found: Any, size: int) -> Part[Any]:
    """Return the part of a list that the address asks for."""
    return Paginator(found, size).get_page(request.GET.get("page"))


class ListPage(Page):
    """A list that `search` narrows, `size` rows at a time."""

    search: type[Narrowing]
    size = 50

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = self.form()
        chosen = form.chosen()
        shown = part(request, self.find(chosen), self.size)
        context = {"form": form, "chosen": chosen, "page": shown, "query": query(request)}
        return self.page(context=context | self.rows(shown, chosen))

    def form(self) -> Narrowing:
        return self.search(self.request.GET)

    def find(self, chosen: dict[str, Any]) -> Any:
        """Return what is in the list, in its order."""
        raise NotImplementedError

    def rows(self, shown: Part[Any], chosen: dict[str, Any]) -> dict[str, Any]:
        """Return what the page says of the rows that it shows, and whatever else it says."""
        raise NotImplementedError
