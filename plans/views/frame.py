"""What every page about one plan does first: fetch it through the person's own scope, and ask the policy."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from cica_portal.languages import is_language
from cica_portal.web.pages import Page
from plans import blocks
from plans.checks import reviews
from plans.comparison.redline import excerpt
from plans.editing import editor_rows, whole_draft
from plans.models import Block, ConceptPaper


class PaperView(Page):
    """A page or an act about one plan, fetched through the person's own scope."""

    permission = "plans.view_paper"
    about = "paper"

    @cached_property
    def paper(self) -> ConceptPaper:
        """Return the plan that the address names, of those whose draft the person sees (rule 2)."""
        seen = ConceptPaper.objects.visible_to(self.request.user).select_related("measure", "coordinator")
        return get_object_or_404(seen, slug=self.kwargs["slug"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"paper": self.paper} | kwargs)

    def back(self) -> HttpResponse:
        return redirect("plans:paper-detail", self.paper.slug)


class EditView(PaperView):
    """A page or an act on the working draft."""

    permission = "plans.edit_paper"

    def find_block(self, key: uuid.UUID) -> Block:
        return get_object_or_404(Block.objects.prefetch_related("texts"), paper=self.paper, key=key)

    def editor_url(self, block: Block | None = None) -> str:
        """Return the address of the editor, at one block: the part of a long plan that holds it."""
        url = reverse("plans:paper-edit", args=[self.paper.slug])
        return f"{url}?at={block.key}#b-{block.key}" if block is not None else url

    def closed(self) -> HttpResponse:
        """Say why there is nothing to edit now, and lead to the plan."""
        refusal = blocks.NotEditable(status=self.paper.get_status_display())
        messages.error(self.request, str(refusal))
        return redirect("plans:paper-detail", self.paper.slug)


class OpenDraftPage(EditView):
    """A page that is there while the draft can be edited; what is sent later is for the act to refuse."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return super().get(request, *args, **kwargs) if self.paper.is_editable else self.closed()


class OfLanguage(EditView):
    """A page or an act in the language that its address names."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_language(kwargs["language"]):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @property
    def language(self) -> str:
        return self.kwargs["language"]


def key_of(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise Http404 from error


def changes(rows: list[editor_rows.Row]) -> dict[int | None, SafeString]:
    """Return what the texts that are behind have to follow, as redlines of what is about each change."""
    cells = [cell for row in rows for cell in row.cells]
    return {cell.pk: excerpt(cell.change.before, cell.change.after) for cell in cells if cell.change}


def reviewable(user: Any, rows: Iterable[editor_rows.Row | whole_draft.Line]) -> set[int]:
    """Return the texts that this person may review."""
    waiting = [
        (cell.pk, cell.edited_by_id)
        for row in rows
        for cell in row.cells
        if cell.state == editor_rows.UNREVIEWED and cell.pk is not None
    ]
    may = {writer: reviews.may_review(user, writer) for writer in {writer for _pk, writer in waiting}}
    return {pk for pk, writer in waiting if may[writer]}
