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
from plans.editing import editor_rows, presence, source_language
from plans.enums import BlockKind
from plans.forms import BlockTextForm, ReplacingForm, VersionForm
from plans.models import Block, BlockText
from plans.views.frame import OfLanguage, changes, reviewable
from plans.views.words import offers

EDITS_SHOWN = 10


class CellView(OfLanguage):
    """A page or an act about one text of the editor."""

    @cached_property
    def block(self) -> Block:
        return self.find_block(self.kwargs["key"])

    def text(self) -> BlockText:
        return BlockText.objects.select_related("block").get(block=self.block, language=self.language)

    def row(self) -> list[editor_rows.Cell]:
        return editor_rows.cells(self.paper, self.block)

    def row_context(self, row: list[editor_rows.Cell]) -> dict[str, Any]:
        rows = [editor_rows.Row(self.block, {}, row)]
        return {
            "subject": self.block,
            "cell": row[LANGUAGES.index(self.language)],
            "reviewable": reviewable(self.request.user, rows),
            "changes": changes(rows),
        }

    def source(self, row: list[editor_rows.Cell]) -> examination.Source | None:
        """Return where the words of an initiative come from, as they stand now."""
        if self.block.kind != BlockKind.INITIATIVE:
            return None
        outline = editor_rows.Row(self.block, {}, row).outline
        return examination.shown(self.paper, [outline]).sources.get(self.block.key)

    def saved(self, *, autosaved: bool = False, focus: bool = True) -> HttpResponse:
        """Return the saved cell, and the others of its row: they may have become older than the source."""
        del self.block
        row = self.row()
        others = [cell for cell in row if cell.language != self.language]
        written = {cell.language for cell in others if f"{cell.language}-version" in self.request.POST}
        context = self.row_context(row) | {
            "focus": focus,
            "saved": True,
            "others": [(cell, cell.language in written) for cell in others],
            "autosaved": autosaved,
            "version_id": version_id(self.block, self.language),
            "source": self.source(row),
        }
        return kept.saved(self.page("plans/_cell_saved.html", context))


def version_id(block: Block, language: str) -> str:
    return f"id_{block.pk}_{language}-version"


class BlockEdit(CellView):
    """One cell of the editor: in its place with htmx, as a page without."""

    def get(self, request: HttpRequest, slug: str, key: Any, language: str) -> HttpResponse:
        if not self.paper.is_editable:
            return self.closed()
        if request.htmx and "cell" in request.GET:
            presence.leave(self.text(), by=request.user)
            context = self.row_context(self.row()) | {"focus": True, "saved": False, "apart": False}
            return self.page("plans/_cell.html", context)
        row = self.row()
        cell = row[LANGUAGES.index(language)]
        initial = {"text": self.taken() or cell.text, "version": cell.version, "opened": cell.version}
        return self.form_page(self.form(initial=initial), row=row)

    def post(self, request: HttpRequest, slug: str, key: Any, language: str) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.refused(form)
        given = form.cleaned_data
        significance = {name: given[name] for name in ("significance", "opened") if name in given}
        if self.is_left_as_it_was(given):
            return self.answered(self.text())
        try:
            text = blocks.edit(
                self.block,
                language,
                given["text"],
                version=self.version_read(form),
                by=request.user,
                at=self.at,
                **significance,
            )
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
        return self.row()[LANGUAGES.index(self.language)].is_stale

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
        sentences = [str(sentence) for errors in form.errors.values() for sentence in errors]
        context = {"subject": self.block, "language": self.language, "sentences": sentences}
        return self.page("plans/_cell_refused.html", context, status=REFUSED)

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

    def form_page(
        self,
        form: BlockTextForm,
        status: int = 200,
        row: list[editor_rows.Cell] | None = None,
        **context: Any,
    ) -> HttpResponse:
        row = row or self.row()
        cell = row[LANGUAGES.index(self.language)]
        context |= self.row_context(row) | {"form": form, "source_change": "", "follows": ""}
        if cell.is_stale and not self.request.htmx:
            change = source_language.change(self.paper, self.block, self.language)
            context["source_change"] = redline(change.before, change.after)
            context["follows"] = change.language
        if self.request.htmx:
            if status != CONFLICT:
                self.write_in_place(form)
            return self.page("plans/_cell_form.html", context, status=status)
        edits = self.block.edits.filter(language=self.language).select_related("by").order_by("-at", "-pk")
        context |= self.beside | {
            "others": [cell for cell in row if cell.language != self.language],
            "edits": [(edit, redline(edit.before, edit.after)) for edit in edits[:EDITS_SHOWN]],
            "people": [
                person.name
                for person in presence.others(self.paper, than=self.request.user, at=self.at)
                if person.block_id == self.block.pk
            ],
        }
        return self.page("plans/block_edit.html", context, status=status)

    def write_in_place(self, form: BlockTextForm) -> None:
        """Let the text be saved as it is typed, a moment after the last key."""
        autosave = {
            "hx-post": self.request.path,
            "hx-target": f"#state-{self.block.key}-{self.language}",
            "hx-swap": "outerHTML",
            "hx-vals": '{"autosave": "1"}',
            "hx-sync": "closest form:queue last",
        }
        trigger = {"autofocus": True, "hx-trigger": "input changed delay:2s, again"}
        form.fields["text"].widget.attrs |= autosave | trigger
        if "significance" in form.fields:
            form.fields["significance"].widget.attrs |= autosave | {"hx-trigger": "change"}

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

    said: Any = ""

    def act(self) -> HttpResponse | None:
        form = VersionForm(self.request.POST)
        if not form.is_valid():
            raise Http404
        self.perform(self.block, self.language, **form.cleaned_data, by=self.request.user, at=self.at)
        if self.request.htmx:
            return self.saved()
        messages.success(self.request, str(self.said))
        return None

    def refused(self, refusal: DomainError) -> HttpResponseBase:
        if not self.request.htmx:
            return super().refused(refusal)
        context = {"subject": self.block, "language": self.language, "sentences": [str(refusal)]}
        response = self.page("plans/_cell_refused.html", context, status=REFUSED)
        response["HX-Retarget"] = f"#state-{self.block.key}-{self.language}"
        return response

    def back(self) -> HttpResponse:
        return redirect(self.editor_url(self.block))


class BlockConfirm(CellAct):
    """Still right: the source was changed, and the translation holds."""

    perform = staticmethod(blocks.confirm)
    said = gettext_lazy("The translation was confirmed as current.")


class BlockReview(CellAct):
    perform = staticmethod(reviews.review)
    said = gettext_lazy("Text marked as reviewed.")


class BlockPresence(CellView):
    """The browser says that a text is open; the answer says who else has the block open."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, slug: str, key: Any, language: str) -> HttpResponse:
        presence.note(self.text(), by=request.user, at=self.at)
        people = presence.others(self.paper, than=request.user, at=self.at)
        context = {"people": presence.at_block(people, self.block.pk)}
        return self.page("plans/_presence_cell.html", context)


class BlockBeside(CellView):
    """What stands beside a text: asked by its cell when that is opened, and when it was saved."""

    template_name = "plans/_beside.html"

    def get(self, request: HttpRequest, slug: str, key: Any, language: str) -> HttpResponse:
        return self.page(context=offers.beside(self.paper, self.block, language, request.user))
