"""Acts on whole blocks of the editor: move, remove, restore, turn, split, join."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cica_portal.errors import StaleVersion
from cica_portal.languages import LANGUAGES
from cica_portal.web.pages import CONFLICT, ActPage, ConfirmPage, FormPage
from plans import blocks
from plans.editing import editor_rows, pasting
from plans.editing.pasting import paragraphs
from plans.enums import BlockKind
from plans.forms import JoinForm, KindForm, SplitForm
from plans.models import Block
from plans.views.frame import EditView


class BlockPage(EditView):
    """A page or an act about the block of the address."""

    @cached_property
    def block(self) -> Block:
        return self.find_block(self.kwargs["key"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(subject=self.block, **kwargs)

    def back(self) -> HttpResponse:
        return redirect(self.editor_url(self.block))


class BlockAct(BlockPage, ActPage):
    """An act on one block that needs nothing but a click."""

    def act(self) -> None:
        self.perform(self.block, by=self.request.user, at=self.at)


class BlockMove(BlockAct):
    def act(self) -> None:
        to = self.request.POST.get("to", "")
        if to not in {"up", "down"}:
            raise Http404
        blocks.move(self.block, to=to, by=self.request.user, at=self.at)


class BlockRemove(BlockAct):
    http_method_names = ["get", "head", "post"]
    perform = staticmethod(blocks.remove)
    done = gettext_lazy("Block removed. It can be restored below.")

    def get(self, request: HttpRequest, slug: str, key: Any) -> HttpResponse:
        if not self.paper.is_editable:
            return self.closed()
        if self.block.removed_at is not None or self.block.kind == BlockKind.TITLE:
            raise Http404
        return self.page("plans/confirm_remove.html", {"texts": editor_rows.texts(self.block)})

    def back(self) -> HttpResponse:
        return redirect(f"{self.editor_url()}#removed")


class BlockRestore(BlockAct):
    perform = staticmethod(blocks.restore)
    done = gettext_lazy("Block restored to its previous place.")


class BlockKindChange(BlockAct):
    """Make a paragraph an objective, a heading, an initiative or back."""

    done = gettext_lazy("Kind of block changed. Labels were updated automatically.")

    def act(self) -> None:
        form = KindForm(self.request.POST)
        if not form.is_valid():
            raise Http404
        blocks.change_kind(self.block, form.cleaned_data["kind"], by=self.request.user, at=self.at)


class BlockSplit(BlockPage, FormPage):
    """Make several blocks of one, in all languages at once; a cursor or line ends propose where."""

    template_name = "plans/block_split.html"

    def get(self, request: HttpRequest, slug: str, key: Any) -> HttpResponseBase:
        return super().get(request) if self.block and self.paper.is_editable else self.closed()

    @cached_property
    def block(self) -> Block:
        block = super().block
        if block.removed_at is not None or block.kind not in blocks.SPLIT_KINDS:
            raise Http404
        return block

    def form(self, *sent: Any, **given: Any) -> SplitForm:
        return SplitForm(*sent, block=self.block, proposed={} if sent else self.proposed())

    def act(self, form: SplitForm) -> HttpResponse:
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
        said = _("Block split. Number of parts: %(number)s.") % {"number": len(made)}
        messages.success(self.request, said)
        return self.back()

    def proposed(self) -> dict[str, str]:
        """Return each text with a line to a part: its own lines, or cut at the place the address gives.

        The place is that of the cursor in one language; the others are cut after as many sentences.
        """
        texts = editor_rows.texts(self.block)
        language, at = self.request.GET.get("language", ""), self.request.GET.get("cursor", "")
        if language in texts and at.isdecimal() and 0 < int(at[:6]) < len(texts[language]):
            return pasting.cut(texts, language, int(at[:6]))
        return {code: "\n".join(paragraphs(text)) for code, text in texts.items()}


class BlockJoin(BlockPage, ConfirmPage):
    """Make one block of two that follow each other, after showing what comes of it."""

    done = gettext_lazy("Blocks joined. The second block can be restored below.")

    again = {StaleVersion: CONFLICT}

    def get(self, request: HttpRequest, slug: str, key: Any) -> HttpResponse:
        return self.confirm() if self.paper.is_editable else self.closed()

    def act(self) -> None:
        form = JoinForm(self.request.POST)
        if not form.is_valid():
            raise Http404
        blocks.join(self.block, versions=form.cleaned_data, by=self.request.user, at=self.at)

    def confirm(self, *, status: int = 200) -> HttpResponse:
        block, following = self.block, blocks.next_block(self.block)
        if following is None or {block.kind, following.kind} - blocks.SPLIT_KINDS or block.removed_at:
            messages.error(self.request, str(blocks.NotJoined()))
            return self.back()
        first = {text.language: text for text in block.texts.all()}
        second = {text.language: text for text in following.texts.all()}
        initial = {language: text.version for language, text in first.items()}
        initial |= {f"next-{language}": text.version for language, text in second.items()}
        context = {
            "form": JoinForm(initial=initial),
            "joined": [
                (language, first[language].text, second[language].text)
                for language in LANGUAGES
                if first[language].text or second[language].text
            ],
        }
        return self.page("plans/confirm_join.html", context, status=status)
