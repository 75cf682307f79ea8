"""One text of the editor: written, saved as it is typed, confirmed, reviewed, and who else has it open."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cica_portal.errors import DomainError
from cica_portal.languages import LANGUAGES
from cica_portal.web import kept
from cica_portal.web.pages import CONFLICT, REFUSED, ActPage
from plans import blocks
from plans.checks import examination, reviews
from plans.comparison.redline import redline
from plans.editing import editor_rows, presence
from plans.enums import BlockKind
from plans.forms import BlockTextForm, ReplacingForm, VersionForm
from plans.labels import NO_LABEL
from plans.models import Block, BlockText
from plans.views.frame import OfLanguage, OpenDraftPage, cell_context
from plans.views.words import offers

EDITS_SHOWN = 10


class CellView(OfLanguage):
    """A page or an act about one text of the editor."""

    @cached_property
    def block(self) -> Block:
        return self.find_block(self.kwargs["key"])

    def text(self) -> BlockText:
        return BlockText.objects.select_related("block").get(block=self.block, language=self.language)

    @cached_property
    def row(self) -> editor_rows.Row:
        return editor_rows.Row(self.block, NO_LABEL, editor_rows.cells(self.paper, self.block))

    @property
    def cell(self) -> editor_rows.Cell:
        return self.row.cells[LANGUAGES.index(self.language)]

    @property
    def others(self) -> list[editor_rows.Cell]:
        return [cell for cell in self.row.cells if cell.language != self.language]

    def row_context(self) -> dict[str, Any]:
        shown = {"subject": self.block, "cell": self.cell}
        return shown | cell_context(self.request.user, [self.row])

    def saved(self, *, autosaved: bool = False, focus: bool = True) -> HttpResponse:
        """Return the saved cell, and the others of its row: they may have become older than the source."""
        for read in ("block", "row"):
            self.__dict__.pop(read, None)
        source = None
        if self.row.kind == BlockKind.INITIATIVE:  # where its words come from, as they stand now
            source = examination.shown(self.paper, [self.row]).sources.get(self.row.key)
        context = self.row_context() | {
            "focus": focus,
            "saved": True,
            "others": [(cell, f"{cell.language}-version" in self.request.POST) for cell in self.others],
            "autosaved": autosaved,
            "version_id": f"id_{self.block.pk}_{self.language}-version",
            "source": source,
        }
        return kept.saved(self.page("plans/_cell_saved.html", context))

    def told_refusal(self, *sentences: Any) -> HttpResponse:
        """Say in place why nothing was saved, without touching what somebody is writing."""
        context = {"subject": self.block, "language": self.language, "sentences": map(str, sentences)}
        return self.page("plans/_cell_refused.html", context, status=REFUSED)


class BlockEdit(CellView, OpenDraftPage):
    """One cell of the editor: in its place with htmx, as a page without."""

    def open_page(self) -> HttpResponse:
        if self.request.htmx and "cell" in self.request.GET:
            presence.leave(self.text(), by=self.request.user)
            told = {"focus": "left" not in self.request.GET, "saved": "saved" in self.request.GET}
            return self.page("plans/_cell.html", self.row_context() | told | {"apart": False})
        cell = self.cell
        initial = {"text": self.taken() or cell.text, "version": cell.version, "opened": cell.version}
        return self.form_page(self.form(initial=initial))

    def post(self, request: HttpRequest, slug: str, key: Any, language: str) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.refused(form)
        given = form.cleaned_data
        significance = {name: given[name] for name in ("significance", "opened") if name in given}
        if self.is_left_as_it_was(given):
            return self.answered(self.text())
        terms = {"version": self.version_read(form), "by": request.user, "at": self.at}
        try:
            text = blocks.edit(self.block, language, given["text"], **terms, **significance)
        except blocks.StaleBlock as conflict:
            return self.conflict_page(conflict, given["version"], significance)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            response = self.refused(form)
            if isinstance(refusal, blocks.BlockRemoved):
                # The editor brings its screen up to date: the block can be restored there.
                response["HX-Trigger"] = "portal:late"
            return response
        return self.answered(text)

    def answered(self, text: BlockText) -> HttpResponse:
        """Say that everything typed is stored: in place, or by leading back to the editor."""
        if self.is_autosave:
            return self.saved(autosaved=True, focus=False)
        presence.leave(text, by=self.request.user)
        if self.request.htmx:
            return self.saved(focus="go-on" not in self.request.POST)
        messages.success(self.request, _("Text saved."))
        return redirect(self.editor_url(self.block))

    def is_left_as_it_was(self, given: dict[str, Any]) -> bool:
        """Tell whether a text that is behind was only opened in place; that it is right a button says."""
        stored = [(text.language, text.version, text.text) for text in self.block.texts.all()]
        if not self.request.htmx or (self.language, given["version"], given["text"]) not in stored:
            return False
        return self.cell.is_stale

    def taken(self) -> str:
        """Return the translation that the address takes over, of those that are offered; "" for none."""
        ref = self.request.GET.get("take", "")
        offered = self.beside["matches"] if ref else []
        return next((match.translation for match in offered if match.ref == ref), "")

    @cached_property
    def beside(self) -> dict[str, Any]:
        return offers.beside(self.paper, self.block, self.language, self.request.user)

    @property
    def is_autosave(self) -> bool:
        return bool(self.request.htmx) and "autosave" in self.request.POST

    def version_read(self, form: BlockTextForm) -> int:
        """Return the version that the text was written on; of two texts shown, the one that it shall replace.

        What is saved as it is typed never replaces another text: that is a person's decision.
        """
        over = ReplacingForm(self.request.POST, prefix=self.language)
        is_decided = not self.is_autosave and over.is_valid()
        return over.cleaned_data["over"] if is_decided else form.cleaned_data["version"]

    def refused(self, form: BlockTextForm) -> HttpResponse:
        """Say why nothing was saved; while somebody is typing, without touching the form."""
        if not self.is_autosave:
            return self.form_page(form, status=REFUSED)
        return self.told_refusal(*(sentence for errors in form.errors.values() for sentence in errors))

    def form(self, *args: Any, **kwargs: Any) -> BlockTextForm:
        is_source = self.language == self.paper.source_language
        return BlockTextForm(
            *args,
            language=self.language,
            kind=self.block.kind,
            is_source=is_source,
            auto_id=f"id_{self.block.pk}_%s",
            **kwargs,
        )

    def form_page(self, form: BlockTextForm, status: int = 200, **context: Any) -> HttpResponse:
        context |= self.row_context() | {"form": form}
        if self.request.htmx:
            if status != CONFLICT:
                self.write_in_place(form)
            return self.page("plans/_cell_form.html", context, status=status)
        change = self.cell.change
        edits = self.block.edits.filter(language=self.language).select_related("by").order_by("-at", "-pk")
        people = presence.others(self.paper, than=self.request.user, at=self.at)
        context |= self.beside | {
            "source_change": redline(change.before, change.after) if change else "",
            "others": self.others,
            "edits": [(edit, redline(edit.before, edit.after)) for edit in edits[:EDITS_SHOWN]],
            "people": people.filter(text__block=self.block),
        }
        return self.page("plans/block_edit.html", context, status=status)

    def write_in_place(self, form: BlockTextForm) -> None:
        """Let the text be saved as it is typed, a moment after the last key."""
        autosave = {
            "data-hx-post": self.request.path,
            "data-hx-target": f"#state-{self.block.key}-{self.language}",
            "data-hx-swap": "outerHTML",
            "data-hx-vals": '{"autosave": "1"}',
            "data-hx-sync": "closest form:queue last",
        }
        trigger = {"autofocus": True, "data-hx-trigger": "input changed delay:2s, again"}
        form.fields["text"].widget.attrs |= autosave | trigger
        if "significance" in form.fields:
            form.fields["significance"].widget.attrs |= autosave | {"data-hx-trigger": "change"}

    def conflict_page(
        self, conflict: blocks.StaleBlock, version: int, significance: dict[str, Any]
    ) -> HttpResponse:
        """Show base, mine and theirs. Only the button that says so puts mine in the place of theirs.

        Until then the form keeps the version on which mine was written, and nothing is saved as it is typed.
        """
        mine = {"text": conflict.mine, "version": version, **significance}
        response = self.form_page(
            self.form(initial=mine),
            status=CONFLICT,
            mine=redline(conflict.base, conflict.mine),
            theirs=redline(conflict.base, conflict.current.text),
            base=conflict.base,
            over=conflict.current.version,
        )
        if self.is_autosave:
            response["HX-Retarget"] = f"#cell-{self.block.key}-{self.language}"
            response["HX-Reswap"] = "outerHTML"
        return response


class CellAct(CellView, ActPage):
    """An act on one text as it was shown: its version travels with the click."""

    def act(self) -> None:
        form = VersionForm(self.request.POST)
        if not form.is_valid():
            raise Http404
        self.perform(self.block, self.language, **form.cleaned_data, by=self.request.user, at=self.at)

    def led_on(self, way_on: HttpResponseBase | None) -> HttpResponseBase:
        return self.saved() if self.request.htmx else super().led_on(way_on)

    def refused(self, refusal: DomainError) -> HttpResponseBase:
        if not self.request.htmx:
            return super().refused(refusal)
        response = self.told_refusal(refusal)
        response["HX-Retarget"] = f"#state-{self.block.key}-{self.language}"
        return response

    def back(self) -> HttpResponse:
        return redirect(self.editor_url(self.block))


class BlockConfirm(CellAct):
    """Still right: the source was changed, and the translation holds."""

    perform = staticmethod(blocks.confirm)
    done = gettext_lazy("The translation was confirmed as current.")


class BlockReview(CellAct):
    perform = staticmethod(reviews.review)
    done = gettext_lazy("Text marked as reviewed.")


class BlockPresence(CellView):
    """The browser says that a text is open; the answer says who else has the block open."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, slug: str, key: Any, language: str) -> HttpResponse:
        presence.note(self.text(), by=request.user, at=self.at)
        people = presence.others(self.paper, than=request.user, at=self.at).filter(text__block=self.block)
        return self.page("plans/_presence_cell.html", {"people": people})


class BlockBeside(CellView):
    """What stands beside a text: asked by its cell when that is opened, and when it was saved."""

    template_name = "plans/_beside.html"

    def get(self, request: HttpRequest, slug: str, key: Any, language: str) -> HttpResponse:
        return self.page(context=offers.beside(self.paper, self.block, language, request.user))
