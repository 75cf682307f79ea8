"""Acts on the outline in the place where they are asked for: the script gets what changed on its screen.

Without the script each of them is a page, or leads back to the editor.
"""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from cica_portal.errors import AlreadyMoved, DomainError, StaleVersion
from cica_portal.languages import LANGUAGES
from cica_portal.web import kept
from cica_portal.web.pages import CONFLICT, REFUSED, ActPage
from plans import blocks
from plans.checks import examination
from plans.editing import editor_rows, outline_changes, remarks, sections
from plans.models import Block
from plans.views.frame import EditView, changes, reviewable
from plans.views.outline_forms import ScreenForm, UndoForm


class Undo(NamedTuple):
    """The act that undoes another: its page, and what is sent there."""

    page: str
    values: Mapping[str, Any]


class Done(NamedTuple):
    """What an act did: the block that it was about, those whose texts or kind changed, and its undoing."""

    focus: Block | None = None
    changed: Collection[Block] = ()
    moved: Collection[Block] = ()
    undo: Undo | None = None


class OutlineView(EditView):
    """A page or an act that changes the outline. `finish` says what was done; in place the script is told."""

    @property
    def is_in_place(self) -> bool:
        return bool(self.request.htmx)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.result = Done()
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.before = sections.places(self.paper) if self.is_in_place else []
        return super().post(request, *args, **kwargs)

    @cached_property
    def screen(self) -> dict[str, Any]:
        form = ScreenForm(self.request.POST)
        if not form.is_valid():
            raise Http404
        return form.cleaned_data

    def led_on(self, way_on: HttpResponseBase | None) -> HttpResponseBase:
        return self.told() if self.is_in_place else super().led_on(way_on)

    def told(self) -> HttpResponseBase:
        """Return what changed on the screen: order, numbers, new and changed rows, and how to undo it."""
        after = sections.places(self.paper)
        shown = outline_changes.Shown(self.screen["first"], self.screen["last"])
        moved = {block.key for block in self.result.moved}
        changes = outline_changes.between(self.before, after, shown, moved)
        known = {place.key for place in self.before}
        fresh = {block.key for block in self.result.changed} | {
            key for key, _after in changes.placed if key not in known
        }
        data = changes.as_data | {"said": str(self.done), "rows": self.rendered(fresh)}
        if self.result.focus is not None:
            data |= {
                "focus": str(self.result.focus.key),
                "address": self.editor_url(self.result.focus),
            }
        if self.result.undo is not None:
            data["undo"] = {
                "address": self.result.undo.page,
                "values": dict(self.result.undo.values),
            }
        if changes.gone or len(after) > len(self.before):
            data["removed"] = self.render("plans/_removed.html", removed=editor_rows.removed(self.paper))
        return kept.saved(JsonResponse(data))

    def rendered(self, keys: Collection[Any]) -> dict[str, str]:
        rows = editor_rows.rows(self.paper, keys) if keys else []
        known = examination.shown(self.paper, [row.outline for row in rows]) if rows else examination.Shown()
        context = {
            "remarks": remarks.open_threads(self.paper) if rows else {},
            "reviewable": reviewable(self.request.user, rows),
            "changes": changes(rows),
            "said": examination.by_block(known.findings),
            "sources": known.sources,
        }
        return {str(row.block.key): self.render("plans/_editor_row.html", row=row, **context) for row in rows}

    def render(self, template: str, **context: Any) -> str:
        return render_to_string(template, {"paper": self.paper} | context, self.request)

    def refused(self, *refused: Any) -> HttpResponseBase:
        """Say why nothing was done: a form that is sent back says it itself."""
        refusal = refused[-1]
        if not self.is_in_place or (len(refused) > 1 and not isinstance(refusal, StaleVersion)):
            return super().refused(*refused)
        return self.told_refusal(refusal)

    def told_refusal(self, refusal: DomainError) -> HttpResponse:
        """Say why nothing was done; where another was first, the screen is brought up to date."""
        is_late = isinstance(refusal, (StaleVersion, AlreadyMoved, blocks.BlockRemoved))
        data = {"said": str(refusal), "is_refused": True, "is_late": is_late}
        return JsonResponse(data, status=CONFLICT if is_late else REFUSED)

    def before_first(self, made: list[Block]) -> Block | None:
        """Return the block before the first that was taken away: there the work goes on."""
        if not made:
            return None
        earlier = self.paper.blocks.filter(removed_at=None, position__lt=min(one.position for one in made))
        return earlier.order_by("position").last()

    def undone_by(self, name: str, *args: Any, **values: Any) -> Undo:
        return Undo(reverse(f"plans:{name}", args=[self.paper.slug, *args]), values)

    def undone_by_taking_back(
        self,
        texts: Collection[str] = (),
        *,
        made: Collection[Block] = (),
        removed: Collection[Block] = (),
        carried: Collection[int] = (),
    ) -> Undo:
        return self.undone_by(
            "outline-undo",
            texts=list(texts),
            made=[str(block.key) for block in made],
            removed=[str(block.key) for block in removed],
            carried=list(carried),
        )


class PanelView(OutlineView):
    """A form about the outline: a page of its own, or in place a panel under the row."""

    panel_template = ""

    def page(
        self, template: str = "", context: dict[str, Any] | None = None, *, status: int = 200
    ) -> HttpResponse:
        if self.is_in_place:
            template = self.panel_template
        context = {"panel": self.panel_template, "in_place": self.is_in_place} | (context or {})
        return super().page(template, context, status=status)


def versions(block: Block) -> dict[str, int]:
    """Return the versions of a block's texts as they are now, by language."""
    return dict(block.texts.order_by().values_list("language", "version"))


def went_back(block: Block, was: Mapping[str, int]) -> list[str]:
    """Return, as the undoing is sent them, the texts of a block with their present and earlier versions."""
    now = versions(block)
    return [f"{block.key}:{language}:{now[language]}:{was[language]}" for language in LANGUAGES]


class OutlineUndo(OutlineView, ActPage):
    """Take back what was just added, split, joined or pasted."""

    done = gettext_lazy("The act has been undone.")

    def act(self) -> HttpResponseBase | None:
        form = UndoForm(self.request.POST)
        if not form.is_valid():
            raise Http404
        given = form.cleaned_data
        keys = {*given["made"], *given["removed"], *(key for key, *_rest in given["texts"])}
        found = {block.key: block for block in self.paper.blocks.filter(key__in=keys)}
        if keys - found.keys():
            raise Http404
        texts = [blocks.Was(found[key], *rest) for key, *rest in given["texts"]]
        made, removed = ([found[key] for key in given[name]] for name in ("made", "removed"))
        blocks.take_back(
            self.paper,
            texts=texts,
            made=made,
            removed=removed,
            carried=given["carried"],
            by=self.request.user,
            at=self.at,
        )
        changed = {one.block for one in texts} - set(made)
        focus = next(iter(sorted(changed, key=lambda block: block.position)), None)
        self.result = Done(focus=focus or self.before_first(made), changed=changed)
        return None

    def back(self) -> HttpResponse:
        return redirect(self.editor_url(self.result.focus))
