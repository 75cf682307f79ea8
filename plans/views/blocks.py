"""Acts on whole blocks of the editor: move, remove, restore, turn, split, join."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cica_portal import clock
from cica_portal.errors import DomainError, StaleVersion
from cica_portal.languages import LANGUAGES
from cica_portal.web.pages import CONFLICT, REFUSED
from plans import blocks
from plans.editing import editor_rows, pasting
from plans.editing.pasting import paragraphs
from plans.enums import BlockKind
from plans.forms import JoinForm, KindForm, SplitForm
from plans.models import Block
from plans.views.frame import EditView


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
        return redirect(self.place(block))

    def perform(self, block: Block) -> None:
        raise NotImplementedError

    def place(self, block: Block) -> str:
        return self.editor_url(block)


class BlockMove(BlockAct):
    def perform(self, block: Block) -> None:
        to = self.request.POST.get("to", "")
        if to not in {"up", "down"}:
            raise Http404
        blocks.move(block, to=to, by=self.request.user, at=clock.now())


class BlockRemove(BlockAct):
    http_method_names = ["get", "head", "post"]
    done = gettext_lazy("Block removed. It can be restored below.")

    def get(self, request: HttpRequest, slug: str, key: Any) -> HttpResponse:
        if not self.paper.is_editable:
            return self.closed()
        block = self.find_block(key)
        if block.removed_at is not None or block.kind == BlockKind.TITLE:
            raise Http404
        return self.page("plans/confirm_remove.html", {"subject": block, "texts": editor_rows.texts(block)})

    def perform(self, block: Block) -> None:
        blocks.remove(block, by=self.request.user, at=clock.now())

    def place(self, block: Block) -> str:
        return f"{self.editor_url()}#removed"


class BlockRestore(BlockAct):
    done = gettext_lazy("Block restored to its previous place.")

    def perform(self, block: Block) -> None:
        blocks.restore(block, by=self.request.user, at=clock.now())


class BlockKindChange(BlockAct):
    """Make a paragraph an objective, a heading, an initiative or back."""

    done = gettext_lazy("Kind of block changed. Labels were updated automatically.")

    def perform(self, block: Block) -> None:
        form = KindForm(self.request.POST)
        if not form.is_valid():
            raise Http404
        blocks.change_kind(block, form.cleaned_data["kind"], by=self.request.user, at=clock.now())


class BlockSplit(EditView):
    """Make several blocks of one, in all languages at once; a cursor or line ends propose where."""

    def get(self, request: HttpRequest, slug: str, key: Any) -> HttpResponse:
        block = self.subject(key)
        if not self.paper.is_editable:
            return self.closed()
        return self.form_page(block, SplitForm(block=block, proposed=self.proposed(block)))

    def post(self, request: HttpRequest, slug: str, key: Any) -> HttpResponse:
        block = self.subject(key)
        form = SplitForm(request.POST, block=block, proposed={})
        if form.is_valid():
            try:
                made = blocks.split(
                    block,
                    form.parts,
                    versions=form.versions,
                    kind=form.cleaned_data["kind"],
                    without_marks=form.cleaned_data["without_marks"],
                    by=request.user,
                    at=clock.now(),
                )
            except DomainError as refusal:
                form.add_error(None, str(refusal))
                status = CONFLICT if isinstance(refusal, StaleVersion) else REFUSED
                return self.form_page(block, form, status=status)
            # Translators: number is a count of parts.
            messages.success(request, _("Block split. Number of parts: %(number)s.") % {"number": len(made)})
            return redirect(self.editor_url(block))
        return self.form_page(block, form, status=REFUSED)

    def subject(self, key: Any) -> Block:
        block = self.find_block(key)
        if block.removed_at is not None or block.kind not in blocks.SPLIT_KINDS:
            raise Http404
        return block

    def proposed(self, block: Block) -> dict[str, str]:
        """Return each text with a line to a part: its own lines, or cut at the place the address gives.

        The place is that of the cursor in one language; the others are cut after as many sentences.
        """
        texts = editor_rows.texts(block)
        language, at = self.request.GET.get("language", ""), self.request.GET.get("cursor", "")
        if language in texts and at.isdecimal() and 0 < int(at[:6]) < len(texts[language]):
            return pasting.cut(texts, language, int(at[:6]))
        return {code: "\n".join(paragraphs(text)) for code, text in texts.items()}

    def form_page(self, block: Block, form: SplitForm, status: int = 200) -> HttpResponse:
        return self.page("plans/block_split.html", {"subject": block, "form": form}, status=status)


class BlockJoin(EditView):
    """Make one block of two that follow each other, after showing what comes of it."""

    def get(self, request: HttpRequest, slug: str, key: Any) -> HttpResponse:
        if not self.paper.is_editable:
            return self.closed()
        return self.confirm_page(self.find_block(key))

    def post(self, request: HttpRequest, slug: str, key: Any) -> HttpResponse:
        block = self.find_block(key)
        form = JoinForm(request.POST)
        if not form.is_valid():
            raise Http404
        try:
            blocks.join(block, versions=form.cleaned_data, by=request.user, at=clock.now())
        except StaleVersion as refusal:
            messages.error(request, str(refusal))
            return self.confirm_page(block, status=CONFLICT)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Blocks joined. The second block can be restored below."))
        return redirect(self.editor_url(block))

    def confirm_page(self, block: Block, status: int = 200) -> HttpResponse:
        following = blocks.next_block(block)
        if following is None or {block.kind, following.kind} - blocks.SPLIT_KINDS or block.removed_at:
            messages.error(self.request, str(blocks.NotJoined()))
            return redirect(self.editor_url(block))
        first = {text.language: text for text in block.texts.all()}
        second = {text.language: text for text in following.texts.all()}
        initial = {language: text.version for language, text in first.items()}
        initial |= {f"next-{language}": text.version for language, text in second.items()}
        context = {
            "subject": block,
            "form": JoinForm(initial=initial),
            "joined": [
                (language, first[language].text, second[language].text)
                for language in LANGUAGES
                if first[language].text or second[language].text
            ],
        }
        return self.page("plans/confirm_join.html", context, status=status)
