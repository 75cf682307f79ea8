"""Long lists: narrowed and sorted by the address, which they keep from page to page."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.core.paginator import Page as Part
from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponseBase

from cica_portal.web.forms import Narrowing
from cica_portal.web.pages import Page

Row = TypeVar("Row")

# What the address says of the place in a list.
PLACES = frozenset({"page", "before", "after"})
LONGEST_KEY = 19


def query(request: HttpRequest) -> str:
    """Return what narrows the list as it stands in the address, with its closing "&"."""
    kept = [(name, value) for name, value in request.GET.items() if name not in PLACES | {"as"} and value]
    return f"{urlencode(kept)}&" if kept else ""


def part(request: HttpRequest, found: Any, size: int) -> Part[Any]:
    """Return the part of a list that the address asks for; a list that fits its first part is not counted."""
    asked = request.GET.get("page")
    if asked not in (None, "", "1"):
        return Paginator(found, size).get_page(asked)
    first = list(found[: size + 1])
    return Part(first[:size], 1, Paginator(first if len(first) <= size else found, size))


class Stretch:
    """A part of a list that is too long to be counted: what stands before a key or after it.

    The list falls by its key; `older` and `newer` are the keys to go on from, where there is more. All that
    is found stands from the first to the last of `ends`: one bound each way, as SQLite uses no second one.
    """

    def __init__(
        self, request: HttpRequest, found: QuerySet[Any], key: str, size: int, ends: tuple[int, int]
    ) -> None:
        before, after = (_number(request.GET.get(name)) for name in ("before", "after"))
        low, high = ends
        above = found.filter(**{f"{key}__gt": max(after, low - 1), f"{key}__lte": high})
        rows = list(above.order_by(key)[: size + 1]) if after else []
        if len(rows) > size:  # what is nearest above the place, and more above that
            self.rows, has_newer, has_older = rows[size - 1 :: -1], True, True
        else:  # also where too few stand above it: the newest then
            before = 0 if after else before
            below = found.filter(**{f"{key}__gte": low, f"{key}__lt": _place(before, high)})
            rows = list(below.order_by(f"-{key}")[: size + 1])
            self.rows, has_newer, has_older = rows[:size], bool(before), len(rows) > size
        self.newer = getattr(self.rows[0], key) if self.rows and has_newer else None
        self.older = getattr(self.rows[-1], key) if self.rows and has_older else None

    def __iter__(self) -> Iterator[Any]:
        return iter(self.rows)


class Looked(Stretch):
    """A part of such a list in which is looked for what no index has: so many rows at a time, from the place
    on downwards. `end` is the key down to which was looked, where there is more."""

    def __init__(
        self,
        request: HttpRequest,
        found: QuerySet[Any],
        key: str,
        size: int,
        ends: tuple[int, int],
        *,
        look: Callable[[Any], Any],
        most: int,
    ) -> None:
        before = _number(request.GET.get("before"))
        low, high = ends
        below = found.filter(**{f"{key}__lt": _place(before, high)}).order_by(f"-{key}")
        whole = below.filter(**{f"{key}__gte": low}).values_list(key, flat=True)
        last = list(whole[most - 1 : most + 1])
        self.end = last[0] if len(last) > 1 else None
        rows = list(look(below.filter(**{f"{key}__gte": self.end or low}))[: size + 1])
        self.rows, self.newer = rows[:size], None
        self.older = getattr(rows[size - 1], key) if len(rows) > size else self.end


def _place(before: int, high: int) -> int:
    return min(before, high + 1) if before else high + 1


def _number(text: str | None) -> int:
    """Return a key that the address gives; what is none, or too great for a database, is 0."""
    return int(text) if text and text.isdecimal() and len(text) < LONGEST_KEY else 0


class Sorting:
    """How a list is sorted: by one of its columns, as `sort` in the address says; a minus turns it round.

    `columns` gives for each name what rows of a query are ordered by, or the key of a row in a list. Without
    a column that the list has, it stands in the order of its own; `by` is then empty, or the `default`.
    """

    def __init__(self, request: HttpRequest, columns: Mapping[str, Any], default: str = "") -> None:
        asked = request.GET.get("sort", "")
        if asked.removeprefix("-") not in columns:
            asked = default
        self.columns = columns
        self.by, self.is_descending = asked.removeprefix("-"), asked.startswith("-")
        self.asked = asked if asked != default else ""
        kept = [
            (name, one) for name, one in request.GET.items() if name not in {"page", "as", "sort"} and one
        ]
        self._query = urlencode(kept)

    def of_query(self, found: QuerySet[Any]) -> QuerySet[Any]:
        """Return the rows of a query in this order; what has no value stands last."""
        if not self.by:
            return found
        given = self.columns[self.by]
        names = [given] if isinstance(given, str) else given
        turned = [
            F(name).desc(nulls_last=True) if self.is_descending else F(name).asc(nulls_last=True)
            for name in names
        ]
        return found.order_by(*turned, "pk")

    def of_list(self, rows: Iterable[Row]) -> list[Row]:
        """Return rows in this order; those for which the key is None stand last."""
        listed = list(rows)
        if not self.by:
            return listed
        key = self.columns[self.by]
        known = [row for row in listed if key(row) is not None]
        unknown = [row for row in listed if key(row) is None]
        return sorted(known, key=key, reverse=self.is_descending) + unknown

    def direction(self, name: str) -> str:
        """Return how the list is sorted by this column, as `aria-sort` says it."""
        if name != self.by:
            return ""
        return "descending" if self.is_descending else "ascending"

    def url(self, name: str) -> str:
        """Return the address of the list sorted by this column: turned round where it is sorted by it."""
        sign = "-" if name == self.by and not self.is_descending else ""
        return f"?{self._query}{'&' if self._query else ''}sort={sign}{name}"


class ListPage(Page):
    """A list that `search` narrows, `size` rows at a time."""

    search: type[Narrowing]
    size = 50

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = self.form()
        chosen = form.chosen()
        shown = self.part(self.find(chosen))
        context = {"form": form, "chosen": chosen, "page": shown, "query": query(request)}
        return self.page(context=context | self.rows(shown, chosen))

    def form(self) -> Narrowing:
        return self.search(self.request.GET)

    def part(self, found: Any) -> Any:
        """Return the part of what was found that the address asks for."""
        return part(self.request, found, self.size)

    def find(self, chosen: dict[str, Any]) -> Any:
        """Return what is in the list, in its order."""
        raise NotImplementedError

    def rows(self, shown: Any, chosen: dict[str, Any]) -> dict[str, Any]:
        """Return what the page says of the rows that it shows, and whatever else it says."""
        raise NotImplementedError
