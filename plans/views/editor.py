"""The editor of a working draft. It works without JavaScript; with it, a cell is edited in its place."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from cica_portal.web.pages import FormPage
from plans import blocks
from plans.editing import editor_parts, editor_rows, progress, sections
from plans.enums import PART_KINDS, BlockKind
from plans.forms import ADDED_KINDS, BlockForm
from plans.labels import NO_LABEL
from plans.models import Block
from plans.views.frame import EditView, OpenDraftPage, key_of, people_at_work, reviewable, row_context
from plans.views.outline import Done, OutlineView

# So many blocks come to the editor at a time: of a longer plan the part that is asked for, then the others.
PART = 12
# The block of which the page tells its script what can be done: the key is put in for the row one is in.
ANY_ROW = editor_rows.Row(Block(key=uuid.UUID(int=0), kind=BlockKind.PARAGRAPH), NO_LABEL, ())
# By this header a script learns whether its screen is in step with the draft.
OUTLINE_HEADER = "Draft-Outline"


class PaperEdit(OpenDraftPage):
    """The editor: a row a block, a column a language; of a long plan a part, and others as one goes on."""

    @cached_property
    def rows(self) -> list[editor_rows.Row]:
        return editor_rows.rows(self.paper)

    @property
    def need(self) -> str:
        """Return which texts the address asks for, or "" for all."""
        asked = self.request.GET.get("show", "")
        return asked if asked in progress.NEEDS else ""

    def open_page(self) -> HttpResponse:
        asked = self.request.GET
        if self.request.htmx and "head" in asked:
            return self.page("plans/_editor_head.html", self.head())
        part = editor_parts.cut(self.rows, progress.filtered(self.rows, self.need), asked, PART)
        context = row_context(self.paper, self.request.user, part.rows, self.rows) | part._asdict()
        context |= {"need": self.need, "outline": sections.fingerprint(self.rows)}
        if self.request.htmx:
            if "written" in asked:
                context["removed_by_now"] = editor_rows.removed(self.paper)
            response = self.page("plans/_editor_rows.html", context)
            response.headers[OUTLINE_HEADER] = context["outline"]
            return response
        is_long = part.earlier or part.later
        context |= {
            "headings": [row for row in self.rows if row.kind in PART_KINDS] if is_long else [],
            "removed": editor_rows.removed(self.paper),
            "kinds": ADDED_KINDS,
            "any_row": ANY_ROW,
            "people": people_at_work(self),
        }
        return self.page("plans/paper_edit.html", context | self.head())

    def head(self) -> dict[str, Any]:
        """Return what the head says of the whole draft, whatever part of it is shown."""
        key, _dash, language = self.request.GET.get("from", "").rpartition("-")
        may_review = reviewable(self.request.user, self.rows)
        columns = progress.columns(self.paper, self.rows)
        return {
            "need": self.need,
            "wanted": progress.NEEDS.get(self.need, ""),
            "chips": progress.chips(columns),
            "columns": columns,
            "next": progress.next_text(self.rows, self.need, may_review, (key, language)),
        }


class PaperPresence(EditView):
    """Who has what open now: asked by the open editor from time to time."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        return self.page("plans/_presence.html", {"people": people_at_work(self)})


class BlockActs(OpenDraftPage):
    """What can be done with a block, where no script puts it into the menu of its row."""

    def open_page(self) -> HttpResponse:
        found = editor_rows.rows(self.paper, [self.kwargs["key"]])
        if not found:
            raise Http404
        return self.page("plans/block_acts.html", {"row": found[0], "kinds": ADDED_KINDS})


class BlockAdd(OutlineView, OpenDraftPage, FormPage):
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
        side, beside = next(iter(self.where().items()), ("", None))
        return super().get_context_data(side=side, beside=beside, **kwargs)
