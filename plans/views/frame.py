"""What every page about one plan does first: fetch it through the person's own scope, and ask the policy."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse

from cica_portal.errors import DomainError
from cica_portal.languages import is_language
from cica_portal.web.pages import Page, lead_to, visible
from plans import blocks
from plans.checks import examination, reviews
from plans.comparison.redline import excerpt
from plans.editing import editor_rows, presence, remarks
from plans.labels import Label
from plans.models import Block, ConceptPaper, Presence
from plans.outline import draft_labels


class PaperView(Page):
    """A page or an act about one plan, fetched through the person's own scope."""

    permission = "plans.view_paper"
    about = "paper"
    asked_on = "plans:paper-detail", "paper__slug"

    paper = visible(ConceptPaper, "measure", "coordinator", field="slug")

    def editor_url(self, block: Block | None = None) -> str:
        """Return the address of the editor, at one block: the part of a long plan that holds it."""
        url = reverse("plans:paper-edit", args=[self.paper.slug])
        return f"{url}?at={block.key}#b-{block.key}" if block is not None else url

    def not_editable(self) -> DomainError:
        return blocks.NotEditable(status=self.paper.get_status_display())


class EditView(PaperView):
    """A page or an act on the working draft."""

    permission = "plans.edit_paper"

    def find_block(self, key: uuid.UUID) -> Block:
        return get_object_or_404(Block.objects.prefetch_related("texts"), paper=self.paper, key=key)

    def closed(self) -> HttpResponseBase:
        """Say why there is nothing to edit now, and lead to the plan."""
        messages.error(self.request, str(self.not_editable()))
        return lead_to(self.request, reverse("plans:paper-detail", args=[self.paper.slug]))


class OpenDraftPage(EditView):
    """A page that is there while the draft can be edited; what is sent later is for the act to refuse."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.open_page() if self.paper.is_editable else self.closed()

    def open_page(self) -> HttpResponseBase:
        return super().get(self.request)


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


def row_context(
    paper: ConceptPaper, user: Any, rows: Sequence[editor_rows.Row], order: Sequence[editor_rows.Row] = ()
) -> dict[str, Any]:
    """Return what rows of the editor are shown with, and what is offered for the whole draft, whose `order`
    is given."""
    known = examination.shown(paper, rows, order)
    found = {"said": examination.by_block(known.findings), "sources": known.sources, "ways": known.ways}
    return cell_context(user, rows) | found | {"remarks": remarks.open_threads(paper)}


def cell_context(user: Any, rows: Iterable[editor_rows.Row]) -> dict[str, Any]:
    """Return what cells are shown with: redlines of what the texts that are behind have to follow, and which
    texts this person may review."""
    cells = [cell for row in rows for cell in row.cells]
    changes = {cell.pk: excerpt(cell.change.before, cell.change.after) for cell in cells if cell.change}
    return {"changes": changes, "reviewable": reviewable(user, rows)}


def reviewable(user: Any, rows: Iterable[editor_rows.Row]) -> set[int | None]:
    """Return the texts that this person may review."""
    waiting = [cell for row in rows for cell in row.cells if cell.is_unreviewed]
    may = {pk: reviews.may_review(user, pk) for pk in {cell.edited_by_id for cell in waiting}}
    return {cell.pk for cell in waiting if may[cell.edited_by_id]}


def people_at_work(view: EditView) -> list[tuple[Label, Presence]]:
    """Return who else has a text of the draft open, each with the label of its block."""
    others = list(presence.others(view.paper, than=view.request.user, at=view.at))
    labels = draft_labels([view.paper.pk]) if others else {}
    return [(labels[one.text.block_id], one) for one in others if one.text.block_id in labels]
