"""The editor of a working draft. It works without JavaScript; with it, a cell is edited in its place."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy

from cica_portal.web.pages import FormPage
from plans import blocks
from plans.checks import examination
from plans.editing import editor_rows, presence, progress, remarks, sections
from plans.enums import PART_KINDS, BlockKind
from plans.forms import ADDED_KINDS, BlockForm
from plans.labels import NO_LABEL
from plans.models import Block
from plans.views.frame import EditView, OpenDraftPage, changes, key_of, reviewable
from plans.views.outline import Done, PanelView

# So many blocks are on one page of the editor: a longer plan is edited in parts.
PART = 60
# The block of which the page tells its script what can be done: the key is put in for the row one is in.
ANY_ROW = editor_rows.Row(Block(key=uuid.UUID(int=0), kind=BlockKind.PARAGRAPH), NO_LABEL, ())


class PaperEdit(EditView):
    """The editor: a row a block, a column a language; of a long plan, one part."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        if not self.paper.is_editable:
            return self.closed()
        rows = editor_rows.rows(self.paper)
        if request.htmx and "head" in request.GET:
            return self.page("plans/_editor_head.html", self.head(rows))
        shown, parts = self.part(progress.shown(rows, self.need))
        people = presence.others(self.paper, than=request.user, at=self.at)
        known = examination.shown(self.paper, [row.outline for row in rows])
        context = {
            "rows": shown,
            "outline": sections.fingerprint([sections.Place(row.block.key, row.block.kind) for row in rows]),
            "parts": parts,
            "headings": [row for row in rows if row.block.kind in PART_KINDS] if parts else [],
            "remarks": remarks.open_threads(self.paper),
            "removed": editor_rows.removed(self.paper),
            "kinds": ADDED_KINDS,
            "any_row": ANY_ROW,
            "reviewable": reviewable(request.user, shown),
            "changes": changes(shown),
            "people": people_at(people, rows),
            "said": examination.by_block(known.findings),
            "sources": known.sources,
        } | self.head(rows, known.ways)
        return self.page("plans/_editor_rows.html" if request.htmx else "plans/paper_edit.html", context)

    @property
    def need(self) -> str:
        """Return which texts the address asks for, or "" for all."""
        asked = self.request.GET.get("show", "")
        return asked if asked in progress.NEEDS else ""

    def head(
        self, rows: list[editor_rows.Row], ways: Sequence[examination.Way] | None = None
    ) -> dict[str, Any]:
        """Return what the head says of the whole draft, whatever part of it is shown."""
        if ways is None:
            ways = examination.shown(self.paper, [row.outline for row in rows]).ways
        key, _dash, language = self.request.GET.get("from", "").rpartition("-")
        may_review = reviewable(self.request.user, rows)
        return {
            "ways": ways,
            "to_review": [code for code, found in editor_rows.to_review(self.paper, rows).items() if found],
            "need": self.need,
            "wanted": progress.NEEDS.get(self.need, ""),
            "chips": progress.chips(rows, self.need),
            "columns": progress.columns(self.paper, rows),
            "next": progress.next_text(rows, self.need, may_review, (key, language)),
        }

    def part(self, rows: list[editor_rows.Row]) -> tuple[list[editor_rows.Row], list[dict[str, Any]]]:
        """Return the rows to show and, of a long plan, what parts there are."""
        if len(rows) <= PART:
            return rows, []
        start = 0
        if at := self.request.GET.get("at"):
            key = key_of(at)
            start = next((index for index, row in enumerate(rows) if row.block.key == key), 0) // PART * PART
        parts = [
            {
                "first": first + 1,
                "last": min(first + PART, len(rows)),
                "key": rows[first].block.key,
                "is_shown": first == start,
                "needs": sum(cell.needs_work for row in rows[first : first + PART] for cell in row.cells),
            }
            for first in range(0, len(rows), PART)
        ]
        return rows[start : start + PART], parts


def people_at(people: list[presence.Person], rows: list[editor_rows.Row]) -> list[dict[str, Any]]:
    """Return who is at which block of the draft, for the list above the editor."""
    blocks_by_id = {row.block.pk: row for row in rows}
    return [
        {"person": person, "row": blocks_by_id[person.block_id]}
        for person in people
        if person.block_id in blocks_by_id
    ]


class PaperPresence(EditView):
    """Who has what open now: asked by the open editor from time to time."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        people = presence.others(self.paper, than=request.user, at=self.at)
        found = people_at(people, editor_rows.rows(self.paper)) if people else []
        return self.page("plans/_presence.html", {"people": found})


class BlockActs(EditView):
    """What can be done with a block, where no script puts it into the menu of its row."""

    def get(self, request: HttpRequest, slug: str, key: Any) -> HttpResponse:
        if not self.paper.is_editable:
            return self.closed()
        found = editor_rows.rows(self.paper, [self.find_block(key).key])
        if not found:
            raise Http404
        return self.page("plans/block_acts.html", {"row": found[0], "kinds": ADDED_KINDS})


class BlockAdd(PanelView, OpenDraftPage, FormPage):
    """Add a block behind or ahead of another one, which the address names."""

    template_name = "plans/block_form.html"
    panel_template = "plans/_panel_add.html"
    form_class = BlockForm
    done = gettext_lazy("Block added.")

    def act(self, form: BlockForm) -> None:
        block = blocks.add(
            self.paper,
            kind=form.cleaned_data["kind"],
            texts=form.texts,
            key=form.cleaned_data["key"],
            by=self.request.user,
            at=self.at,
            **self.where(),
        )
        self.result = Done(block, undo=self.undone_by_taking_back(made=[block]))

    def back(self) -> HttpResponse:
        return redirect(self.editor_url(self.result.focus))

    def where(self) -> dict[str, Block]:
        for side in ("after", "before"):
            if key := self.request.GET.get(side):
                return {side: self.find_block(key_of(key))}
        return {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        where = self.where()
        beside = next(iter(where.values()), None)
        return super().get_context_data(
            side=next(iter(where), ""), neighbour=editor_rows.texts(beside), beside=beside, **kwargs
        )
