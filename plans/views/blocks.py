"""Acts on whole blocks of the editor: move, remove, restore, turn, split, join."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cica_portal.errors import DomainError, Refusal, StaleVersion
from cica_portal.languages import LANGUAGES
from cica_portal.web.pages import CONFLICT, ActPage, ConfirmPage, FormPage
from plans import blocks
from plans.editing import pasting, sections
from plans.editing.pasting import paragraphs
from plans.enums import BlockKind
from plans.forms import JoinForm, KindForm, SplitForm
from plans.models import Block
from plans.outline import draft_outline
from plans.views.frame import OfLanguage, OpenDraftPage
from plans.views.outline import Done, OutlineView
from plans.views.outline_forms import BehindForm, MoveForm, PasteForm, StepForm


class OfBlock(OutlineView):
    """A page or an act about the block of the address."""

    @cached_property
    def block(self) -> Block:
        return self.find_block(self.kwargs["key"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(subject=self.block, **kwargs)

    def back(self) -> HttpResponse:
        return redirect(self.editor_url(self.block))


class BlockMove(OfBlock, OpenDraftPage, FormPage):
    """Move a block one step, or to a place that is chosen, with what belongs to it."""

    template_name = "plans/block_move.html"
    panel_template = "plans/_panel_move.html"

    @cached_property
    def block(self) -> Block:
        block = super().block
        if block.kind == BlockKind.TITLE or (self.request.method == "GET" and block.removed_at):
            raise Http404
        return block

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        step, behind = StepForm(request.POST), BehindForm(request.POST)
        if not (step.is_valid() or behind.is_valid()):
            if "after" not in request.POST:
                raise Http404
            return super().post(request, *args, **kwargs)
        self.before = sections.places(self.paper)
        try:
            self.move(step, behind)
        except DomainError as refusal:
            return self.refused(refusal)
        return self.led_on(None)

    def move(self, step: StepForm, behind: BehindForm) -> None:
        keys = [place.key for place in self.before]
        where = keys.index(self.block.key) if self.block.key in keys else 0
        terms = {"by": self.request.user, "at": self.at, "seen": self.screen["outline"]}
        if step.is_valid():
            moved = blocks.move(self.block, to=step.cleaned_data["to"], **terms)
        else:
            after = self.find_block(behind.cleaned_data["after"])
            moved = blocks.move_behind(self.block, after, **terms)
        undo = self.undone_by("block-move", self.block.key, after=str(keys[where - 1]))
        self.result = Done(self.block, moved=moved, undo=undo)
        # Translators: number is a count of blocks.
        said = ngettext("Block moved.", "%(number)s blocks moved.", len(moved))
        self.done = said % {"number": len(moved)}

    def refused(self, *refused: Any) -> HttpResponseBase:
        if self.is_in_place:
            return self.told_refusal(refused[-1])
        messages.error(self.request, str(refused[-1]))
        return self.back()

    def form(self, *sent: Any, **given: Any) -> MoveForm:
        rows = draft_outline(self.paper)
        start = next((place for place, row in enumerate(rows) if row.key == self.block.key), None)
        if start is None:
            raise Http404
        return MoveForm(*sent, rows=rows, start=start)


class BlockRemove(OfBlock, OpenDraftPage, ActPage):
    http_method_names = ["get", "head", "post"]
    done = gettext_lazy("Block removed. It can be restored below.")

    def open_page(self) -> HttpResponse:
        if self.block.removed_at is not None or self.block.kind == BlockKind.TITLE:
            raise Http404
        return self.page("plans/confirm_remove.html")

    def act(self) -> None:
        blocks.remove(self.block, by=self.request.user, at=self.at)
        self.result = Done(
            self.before_first([self.block]), undo=self.undone_by("block-restore", self.block.key)
        )

    def back(self) -> HttpResponse:
        return redirect(f"{self.editor_url()}#removed")


class BlockRestore(OfBlock, ActPage):
    done = gettext_lazy("Block restored to its previous place.")

    def act(self) -> None:
        blocks.restore(self.block, by=self.request.user, at=self.at)
        self.result = Done(self.block, undo=self.undone_by("block-remove", self.block.key))


class BlockKindChange(OfBlock, ActPage):
    """Make a paragraph an objective, a heading, an initiative, an annex or back."""

    done = gettext_lazy("Kind of block changed. Labels were updated automatically.")

    def act(self) -> None:
        form = KindForm(self.request.POST)
        if not form.is_valid():
            raise Http404
        old = self.block.kind
        blocks.change_kind(self.block, form.cleaned_data["kind"], by=self.request.user, at=self.at)
        undo = self.undone_by("block-kind", self.block.key, kind=old)
        self.result = Done(self.block, changed=[self.block], undo=undo)


class BlockSplit(OfBlock, OpenDraftPage, FormPage):
    """Make several blocks of one, in all languages at once; a cursor or line ends propose where."""

    template_name = "plans/block_split.html"
    panel_template = "plans/_panel_split.html"

    @cached_property
    def block(self) -> Block:
        block = super().block
        if block.removed_at is not None or block.kind not in blocks.SPLIT_KINDS:
            raise Http404
        return block

    def form(self, *sent: Any, **given: Any) -> SplitForm:
        return SplitForm(*sent, block=self.block, proposed={} if sent else self.proposed())

    def act(self, form: SplitForm) -> None:
        was = self.versions()
        made = blocks.split(
            self.block,
            form.parts,
            versions=form.versions,
            kind=form.cleaned_data["kind"],
            without_marks=form.cleaned_data["without_marks"],
            by=self.request.user,
            at=self.at,
        )
        # Translators: number is a count of parts.
        self.done = _("Block split. Number of parts: %(number)s.") % {"number": len(made)}
        undo = self.undone_by_taking_back(was, [self.block], made=made[1:])
        self.result = Done(made[-1], changed=made, undo=undo)

    def proposed(self) -> dict[str, str]:
        """Return each text with a line to a part: its own lines, or cut at the place the address gives.

        The place is that of the cursor in one language; the others are cut after as many sentences.
        """
        texts = self.block.words
        language, at = self.request.GET.get("language", ""), self.request.GET.get("cursor", "")
        if language in texts and at.isdecimal() and 0 < int(at[:6]) < len(texts[language]):
            return pasting.cut(texts, language, int(at[:6]))
        return {code: "\n".join(paragraphs(text)) for code, text in texts.items()}


class BlockJoin(OfBlock, OpenDraftPage, ConfirmPage):
    """Make one block of two that follow each other, after showing what comes of it."""

    panel_template = "plans/_panel_join.html"

    done = gettext_lazy("Blocks joined. The second block can be restored below.")

    again = {StaleVersion: CONFLICT}

    def act(self) -> None:
        form = JoinForm(self.request.POST)
        if not form.is_valid():
            raise Http404
        was, following = self.versions(), blocks.next_block(self.block)
        carried = [one.pk for one in following.remarks.open()] if following else []
        blocks.join(self.block, versions=form.cleaned_data, by=self.request.user, at=self.at)
        undo = self.undone_by_taking_back(
            was, [self.block], removed=[following] if following else [], carried=carried
        )
        self.result = Done(self.block, changed=[self.block], undo=undo)

    def refused(self, *refused: Any) -> HttpResponseBase:
        """Show in place, too, what comes of the texts as they are now."""
        if self.is_in_place and isinstance(refused[-1], blocks.TextsChanged):
            return self.confirm(status=CONFLICT, warning=str(refused[-1]))
        return super().refused(*refused)

    def confirm(self, *, status: int = 200, warning: str = "") -> HttpResponse:
        block, following = self.block, blocks.next_block(self.block)
        if following is None or {block.kind, following.kind} - blocks.SPLIT_KINDS or block.removed_at:
            return self.refused(Refusal("plans.not_joined"))
        first, second = block.words, following.words
        initial = {text.language: text.version for text in block.texts.all()}
        initial |= {f"next-{text.language}": text.version for text in following.texts.all()}
        joined = [(code, first[code], second[code]) for code in LANGUAGES if first[code] or second[code]]
        context = {"form": JoinForm(initial=initial), "warning": warning, "joined": joined}
        return self.page("plans/confirm_join.html", context, status=status)


class BlockPaste(OfLanguage, OfBlock, ActPage):
    """Make blocks of several paragraphs where they are pasted, or fill with them the blocks that follow."""

    def act(self) -> None:
        form = PasteForm(self.request.POST, kind=self.block.kind, in_annex=self.block.is_in_annex)
        if not form.is_valid():
            sentences = [sentence for errors in form.errors.values() for sentence in errors]
            raise DomainError(" ".join(map(str, sentences)))
        given, was = form.cleaned_data, self.versions()
        terms = {"version": given["version"], "by": self.request.user, "at": self.at}
        written, made = blocks.paste(self.block, self.language, given["paragraphs"], **terms)
        undo = self.undone_by_taking_back(was, written, made=made)
        changed = [*written, *made]
        self.result = Done(self.block, changed=changed, undo=undo)
        # Translators: number is a count of paragraphs.
        said = ngettext(
            "%(number)s paragraph pasted, each into a block of its own.",
            "%(number)s paragraphs pasted, each into a block of its own.",
            len(changed),
        )
        self.done = said % {"number": len(changed)}
