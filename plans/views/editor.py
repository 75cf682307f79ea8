"""The editor of a working draft. It works without JavaScript; with it, a cell is edited in its place."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy

from cica_portal.languages import LANGUAGES
from cica_portal.web.pages import FormPage
from plans import blocks
from plans.checks import examination
from plans.editing import editor_parts, editor_rows, presence, progress, remarks, sections, whole_draft
from plans.enums import PART_KINDS, BlockKind
from plans.forms import ADDED_KINDS, BlockForm
from plans.labels import NO_LABEL
from plans.models import Block
from plans.views.frame import EditView, OpenDraftPage, changes, key_of, reviewable
from plans.views.outline import Done, PanelView

# So many blocks come to the editor at a time: of a longer plan the part that is asked for, then the others.
PART = 12
# The block of which the page tells its script what can be done: the key is put in for the row one is in.
ANY_ROW = editor_rows.Row(Block(key=uuid.UUID(int=0), kind=BlockKind.PARAGRAPH), NO_LABEL, ())
# By this header a script learns whether its screen is in step with the draft.
OUTLINE_HEADER = "Draft-Outline"


class PaperEdit(EditView):
    """The editor: a row a block, a column a language; of a long plan a part, and others as one goes on."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        if not self.paper.is_editable:
            return self.closed()
        draft = whole_draft.read(self.paper)
        if request.htmx and "head" in request.GET:
            return self.page("plans/_editor_head.html", self.head(draft))
        part = editor_parts.cut(draft, progress.shown(draft.lines, self.need), request.GET, PART)
        outline = sections.fingerprint([line.block for line in draft.lines])
        context = self.part(draft, part)
        if request.htmx:
            if "written" in request.GET:
                context["removed_by_now"] = editor_rows.removed(self.paper)
            response = self.page("plans/_editor_rows.html", context)
            response.headers[OUTLINE_HEADER] = outline
            return response
        people = presence.others(self.paper, than=request.user, at=self.at)
        context |= {
            "outline": outline,
            **ways_through(draft, part),
            "removed": editor_rows.removed(self.paper),
            "kinds": ADDED_KINDS,
            "any_row": ANY_ROW,
            "people": people_at(people, draft.lines),
        }
        return self.page("plans/paper_edit.html", context | self.head(draft, context["ways"]))

    @property
    def need(self) -> str:
        """Return which texts the address asks for, or "" for all."""
        asked = self.request.GET.get("show", "")
        return asked if asked in progress.NEEDS else ""

    def part(self, draft: whole_draft.Draft, part: editor_parts.Part) -> dict[str, Any]:
        """Return what the rows of a part are shown with."""
        rows = draft.rows(part.lines)
        known = self.known(draft, part.lines)
        return {
            "rows": rows,
            "earlier": part.earlier,
            "later": part.later,
            "need": self.need,
            "remarks": remarks.open_threads(self.paper),
            "reviewable": reviewable(self.request.user, rows),
            "changes": changes(rows),
            "said": examination.by_block(known.findings),
            "sources": known.sources,
            "ways": known.ways,
        }

    def known(self, draft: whole_draft.Draft, lines: Sequence[whole_draft.Line]) -> examination.Shown:
        order = [line.block for line in draft.lines]
        return examination.shown(self.paper, draft.outline(lines), order)

    def head(self, draft: whole_draft.Draft, ways: Sequence[examination.Way] | None = None) -> dict[str, Any]:
        """Return what the head says of the whole draft, whatever part of it is shown."""
        if ways is None:
            ways = self.known(draft, ()).ways
        key, _dash, language = self.request.GET.get("from", "").rpartition("-")
        waiting = {
            cell.language
            for line in draft.lines
            for cell in line.cells
            if cell.state == editor_rows.UNREVIEWED
        }
        may_review = reviewable(self.request.user, draft.lines)
        return {
            "ways": ways,
            "to_review": [code for code in LANGUAGES if code in waiting],
            "need": self.need,
            "wanted": progress.NEEDS.get(self.need, ""),
            "chips": progress.chips(draft.lines, self.need),
            "columns": progress.columns(self.paper, draft.lines),
            "next": progress.next_text(draft.lines, self.need, may_review, (key, language) if key else None),
        }


def ways_through(draft: whole_draft.Draft, part: editor_parts.Part) -> dict[str, Any]:
    """Return the sections of a long draft, or where it has none, its parts."""
    listed = [line for line in draft.lines if line.block.kind in PART_KINDS] if part.parts else []
    return {"headings": draft.outline(listed), "parts": () if listed else part.parts}


def people_at(people: list[presence.Person], lines: Sequence[whole_draft.Line]) -> list[dict[str, Any]]:
    """Return who is at which block of the draft, for the list above the editor."""
    at_block = {line.block.pk: line for line in lines}
    return [
        {"person": person, "row": at_block[person.block_id]}
        for person in people
        if person.block_id in at_block
    ]


class PaperPresence(EditView):
    """Who has what open now: asked by the open editor from time to time."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        people = presence.others(self.paper, than=request.user, at=self.at)
        found = people_at(people, whole_draft.read(self.paper).lines) if people else []
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
