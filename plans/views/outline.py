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
from plans.editing import editor_rows, outline_changes, sections
from plans.models import Block, BlockText
from plans.views.frame import EditView, row_context
from plans.views.outline_forms import ScreenForm, UndoForm

# The act that undoes another: the address of its page, and the values that are sent there.
Undo = dict[str, Any]


class Done(NamedTuple):
    """What an act did: the block that it was about, those whose texts or kind changed, and its undoing."""

    focus: Block | None = None
    changed: Collection[Block] = ()
    moved: Collection[Block] = ()
    undo: Undo | None = None


class OutlineView(EditView):
    """A page or an act that changes the outline. `done` says what was done; in place the script is told.

    A form is a page of its own, or in place a panel under the row.
    """

    panel_template = ""

    @property
    def is_in_place(self) -> bool:
        return bool(self.request.htmx)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.result = Done()
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.before = sections.places(self.paper) if self.is_in_place else []
        return super().post(request, *args, **kwargs)

    def page(
        self, template: str = "", context: dict[str, Any] | None = None, *, status: int = 200
    ) -> HttpResponse:
        if self.is_in_place and self.panel_template:
            template = self.panel_template
        context = {"panel": self.panel_template, "in_place": self.is_in_place} | (context or {})
        return super().page(template, context, status=status)

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
        after, done = sections.places(self.paper), self.result
        screen = self.screen["first"], self.screen["last"]
        data = outline_changes.find_changes(self.before, after, screen, {block.key for block in done.moved})
        fresh = {block.key for block in {*after} - {*self.before} | {*done.changed}}
        data |= {"said": str(self.done), "rows": self.rendered(fresh)}
        if done.focus is not None:
            data |= {"focus": str(done.focus.key), "address": self.editor_url(done.focus)}
        if done.undo is not None:
            data["undo"] = done.undo
        if data["gone"] or len(after) > len(self.before):
            data["removed"] = self.render("plans/_removed.html", removed=editor_rows.removed(self.paper))
        return kept.saved(JsonResponse(data))

    def rendered(self, keys: Collection[Any]) -> dict[str, str]:
        if not keys:
            return {}
        rows = editor_rows.rows(self.paper, keys)
        context = row_context(self.paper, self.request.user, rows)
        return {str(row.key): self.render("plans/_editor_row.html", row=row, **context) for row in rows}

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
        return {"address": reverse(f"plans:{name}", args=[self.paper.slug, *args]), "values": values}

    def versions(self) -> dict[str, int]:
        """Return the versions of the texts of the draft as they are now, by key of the block and language."""
        texts = BlockText.objects.filter(block__paper=self.paper).values_list(
            "block__key", "language", "version"
        )
        return {f"{key}:{language}": version for key, language, version in texts}

    def undone_by_taking_back(
        self,
        was: Mapping[str, int] | None = None,
        changed: Collection[Block] = (),
        *,
        made: Collection[Block] = (),
        removed: Collection[Block] = (),
        carried: Collection[int] = (),
    ) -> Undo:
        """Return the undoing of an act that changed texts, which `was` has with their earlier versions."""
        now = self.versions() if changed else {}
        names = [f"{block.key}:{language}" for block in changed for language in LANGUAGES]
        return self.undone_by(
            "outline-undo",
            texts=[f"{name}:{now[name]}:{(was or now)[name]}" for name in names],
            made=[str(block.key) for block in made],
            removed=[str(block.key) for block in removed],
            carried=list(carried),
        )


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
