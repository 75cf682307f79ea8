"""The editor of a working draft. It works without JavaScript; with it, a cell is edited in its place."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cica_portal import clock
from cica_portal.errors import DomainError
from cica_portal.languages import LANGUAGES, is_language
from plans import blocks, cells
from plans.enums import BlockKind
from plans.forms import BlockForm, BlockTextForm
from plans.models import Block
from plans.views.frame import CONFLICT, REFUSED, EditView

EDITS_SHOWN = 10


class PaperEdit(EditView):
    """The editor: a row a block, a column a language."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        if not self.paper.is_editable:
            return self.closed()
        rows = cells.rows(self.paper)
        context = {
            "rows": rows,
            "removed": cells.removed(self.paper),
            "open_cells": sum(cell.needs_work for row in rows for cell in row.cells),
        }
        return self.page("plans/paper_edit.html", context)


class BlockAdd(EditView):
    """Add a block behind or ahead of another one, which the address names."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        if not self.paper.is_editable:
            return self.closed()
        return self.form_page(BlockForm())

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        form = BlockForm(request.POST)
        where = self.where()
        if form.is_valid():
            try:
                block = blocks.add(
                    self.paper,
                    kind=form.cleaned_data["kind"],
                    texts=form.texts,
                    key=form.cleaned_data["key"],
                    by=request.user,
                    at=clock.now(),
                    **where,
                )
            except DomainError as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("The block is added."))
                return redirect(self.editor_url(f"b-{block.key}"))
        return self.form_page(form, status=REFUSED)

    def where(self) -> dict[str, Block]:
        for side in ("after", "before"):
            if key := self.request.GET.get(side):
                return {side: self.find_block(key_of(key))}
        return {}

    def form_page(self, form: BlockForm, status: int = 200) -> HttpResponse:
        where = self.where()
        context = {
            "form": form,
            "side": next(iter(where), ""),
            "neighbour": cells.texts(next(iter(where.values()), None)),
        }
        return self.page("plans/block_form.html", context, status=status)


def key_of(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise Http404 from error


class BlockEdit(EditView):
    """One cell of the editor: in its place with htmx, as a page without."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_language(kwargs["language"]):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def block(self) -> Block:
        return self.find_block(self.kwargs["key"])

    @property
    def language(self) -> str:
        return self.kwargs["language"]

    def get(self, request: HttpRequest, slug: str, key: Any, language: str) -> HttpResponse:
        if not self.paper.is_editable:
            return self.closed()
        if request.htmx and "cell" in request.GET:
            context = {
                "subject": self.block,
                "cell": self.cell(),
                "focus": True,
                "saved": False,
                "apart": False,
            }
            return self.page("plans/_cell.html", context)
        cell = self.cell()
        return self.form_page(self.form(initial={"text": cell.text, "version": cell.version}))

    def post(self, request: HttpRequest, slug: str, key: Any, language: str) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.form_page(form, status=REFUSED)
        given = form.cleaned_data
        significance = {"significance": given["significance"]} if "significance" in given else {}
        try:
            blocks.edit(
                self.block,
                language,
                given["text"],
                version=given["version"],
                by=request.user,
                at=clock.now(),
                **significance,
            )
        except blocks.StaleBlock as conflict:
            return self.conflict_page(conflict, significance)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return self.form_page(form, status=REFUSED)
        if request.htmx:
            return self.saved()
        messages.success(request, _("The text is saved."))
        return redirect(self.editor_url(f"b-{key}"))

    def form(self, *args: Any, **kwargs: Any) -> BlockTextForm:
        is_source = self.language == self.paper.source_language
        return BlockTextForm(
            *args, language=self.language, kind=self.block.kind, is_source=is_source, **kwargs
        )

    def cell(self) -> cells.Cell:
        return self.row()[LANGUAGES.index(self.language)]

    def row(self) -> list[cells.Cell]:
        return cells.cells(self.paper, self.block)

    def form_page(self, form: BlockTextForm, status: int = 200, **context: Any) -> HttpResponse:
        row = self.row()
        context |= {
            "subject": self.block,
            "cell": row[LANGUAGES.index(self.language)],
            "form": form,
        }
        if self.request.htmx:
            form.fields["text"].widget.attrs["autofocus"] = True
            return self.page("plans/_cell_form.html", context, status=status)
        edits = self.block.edits.filter(language=self.language).select_related("by").order_by("-at", "-pk")
        context |= {
            "others": [cell for cell in row if cell.language != self.language],
            "edits": edits[:EDITS_SHOWN],
        }
        return self.page("plans/block_edit.html", context, status=status)

    def conflict_page(self, conflict: blocks.StaleBlock, significance: dict[str, str]) -> HttpResponse:
        """Show both texts; saving again means that mine shall replace theirs, knowingly."""
        mine = {"text": conflict.mine, "version": conflict.current.version, **significance}
        return self.form_page(
            self.form(initial=mine), status=CONFLICT, mine=conflict.mine, theirs=conflict.current.text
        )

    def saved(self) -> HttpResponse:
        """Return the saved cell, and the others of its row: they may have become older than the source."""
        del self.block
        others = [cell for cell in self.row() if cell.language != self.language]
        written = {cell.language for cell in others if f"{cell.language}-version" in self.request.POST}
        context = {
            "subject": self.block,
            "cell": self.cell(),
            "focus": True,
            "saved": True,
            "others": [(cell, cell.language in written) for cell in others],
        }
        return self.page("plans/_cell_saved.html", context)


class BlockAct(EditView):
    """An act on one block that needs nothing but a click."""

    http_method_names = ["post"]
    done: Any = ""

    def post(self, request: HttpRequest, slug: str, key: Any) -> HttpResponse:
        block = self.find_block(key)
        try:
            self.perform(block)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            if self.done:
                messages.success(request, str(self.done))
        return redirect(self.editor_url(self.place(block)))

    def perform(self, block: Block) -> None:
        raise NotImplementedError

    def place(self, block: Block) -> str:
        return f"b-{block.key}"


class BlockMove(BlockAct):
    def perform(self, block: Block) -> None:
        to = self.request.POST.get("to", "")
        if to not in {"up", "down"}:
            raise Http404
        blocks.move(block, to=to, by=self.request.user, at=clock.now())


class BlockRemove(BlockAct):
    http_method_names = ["get", "head", "post"]
    done = gettext_lazy("The block is removed. It can be restored below.")

    def get(self, request: HttpRequest, slug: str, key: Any) -> HttpResponse:
        if not self.paper.is_editable:
            return self.closed()
        block = self.find_block(key)
        if block.removed_at is not None or block.kind == BlockKind.TITLE:
            raise Http404
        return self.page("plans/confirm_remove.html", {"subject": block, "texts": cells.texts(block)})

    def perform(self, block: Block) -> None:
        blocks.remove(block, by=self.request.user, at=clock.now())

    def place(self, block: Block) -> str:
        return "removed"


class BlockRestore(BlockAct):
    done = gettext_lazy("The block is back where it stood.")

    def perform(self, block: Block) -> None:
        blocks.restore(block, by=self.request.user, at=clock.now())
