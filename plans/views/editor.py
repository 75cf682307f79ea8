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
from cica_portal.errors import DomainError, StaleVersion
from cica_portal.languages import LANGUAGES, is_language
from plans import blocks, cells, pasting, presence, reviews
from plans.enums import BlockKind
from plans.forms import ADDED_KINDS, BlockForm, BlockTextForm, JoinForm, KindForm, SplitForm, VersionForm
from plans.models import Block, BlockText
from plans.pasting import paragraphs
from plans.redline import redline
from plans.views.frame import CONFLICT, REFUSED, EditView

EDITS_SHOWN = 10


# So many blocks are on one page of the editor: a longer plan is edited in parts.
PART = 60


class PaperEdit(EditView):
    """The editor: a row a block, a column a language; of a long plan, one part."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        if not self.paper.is_editable:
            return self.closed()
        rows = cells.rows(self.paper)
        shown, parts = self.part(rows)
        people = presence.others(self.paper, than=request.user, at=clock.now())
        context = {
            "rows": shown,
            "parts": parts,
            "headings": [row for row in rows if row.block.kind == BlockKind.HEADING] if parts else [],
            "removed": cells.removed(self.paper),
            "open_cells": sum(cell.needs_work for row in rows for cell in row.cells),
            "to_review": [
                (language, len(found))
                for language, found in cells.to_review(self.paper, rows).items()
                if found
            ],
            "kinds": ADDED_KINDS,
            "reviewable": reviewable(request.user, shown),
            "people": people_at(people, rows),
        }
        return self.page("plans/paper_edit.html", context)

    def part(self, rows: list[cells.Row]) -> tuple[list[cells.Row], list[dict[str, Any]]]:
        """Return the rows to show and, of a long plan, what parts there are."""
        if len(rows) <= PART:
            return rows, []
        start = 0
        if at := self.request.GET.get("at"):
            key = key_of(at)
            start = next((index for index, row in enumerate(rows) if row.block.key == key), 0) // PART * PART
        parts = [
            {
                "first": first + 1,
                "last": min(first + PART, len(rows)),
                "key": rows[first].block.key,
                "is_shown": first == start,
                "needs": sum(cell.needs_work for row in rows[first : first + PART] for cell in row.cells),
            }
            for first in range(0, len(rows), PART)
        ]
        return rows[start : start + PART], parts


def reviewable(user: Any, rows: list[cells.Row]) -> set[int]:
    """Return the texts that this person may review."""
    return {
        cell.pk
        for row in rows
        for cell in row.cells
        if cell.is_unreviewed and reviews.may_review(user, cell.edited_by_id)
    }


def people_at(people: list[presence.Person], rows: list[cells.Row]) -> list[dict[str, Any]]:
    """Return who is at which block of the draft, for the list above the editor."""
    blocks_by_id = {row.block.pk: row for row in rows}
    return [
        {"person": person, "row": blocks_by_id[person.block_id]}
        for person in people
        if person.block_id in blocks_by_id
    ]


class PaperPresence(EditView):
    """Who has what open now: asked by the open editor from time to time."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        people = presence.others(self.paper, than=request.user, at=clock.now())
        found = people_at(people, cells.rows(self.paper)) if people else []
        return self.page("plans/_presence.html", {"people": found})


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
                return redirect(self.editor_url(block))
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


class CellView(EditView):
    """A page or an act about one text of the editor."""

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

    def text(self) -> BlockText:
        return BlockText.objects.select_related("block").get(block=self.block, language=self.language)

    def cell(self) -> cells.Cell:
        return self.row()[LANGUAGES.index(self.language)]

    def row(self) -> list[cells.Cell]:
        return cells.cells(self.paper, self.block)

    def row_context(self, row: list[cells.Cell]) -> dict[str, Any]:
        return {
            "subject": self.block,
            "cell": row[LANGUAGES.index(self.language)],
            "reviewable": reviewable(self.request.user, [cells.Row(self.block, {}, row)]),
        }

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
        }
        return self.page("plans/_cell_saved.html", context)


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
        cell = self.cell()
        return self.form_page(self.form(initial={"text": cell.text, "version": cell.version}))

    def post(self, request: HttpRequest, slug: str, key: Any, language: str) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.refused(form)
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
            return self.refused(form)
        if self.is_autosave:
            return self.saved(autosaved=True, focus=False)
        presence.leave(self.text(), by=request.user)
        if request.htmx:
            return self.saved()
        messages.success(request, _("The text is saved."))
        return redirect(self.editor_url(self.block))

    @property
    def is_autosave(self) -> bool:
        return bool(self.request.htmx) and "autosave" in self.request.POST

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

    def form_page(self, form: BlockTextForm, status: int = 200, **context: Any) -> HttpResponse:
        row = self.row()
        cell = row[LANGUAGES.index(self.language)]
        context |= {"subject": self.block, "cell": cell, "form": form, "source_change": ""}
        if cell.is_stale:
            context["source_change"] = redline(*cells.source_change(self.paper, self.block, self.language))
        if self.request.htmx:
            self.write_in_place(form)
            return self.page("plans/_cell_form.html", context, status=status)
        edits = self.block.edits.filter(language=self.language).select_related("by").order_by("-at", "-pk")
        context |= {
            "others": [cell for cell in row if cell.language != self.language],
            "edits": [(edit, redline(edit.before, edit.after)) for edit in edits[:EDITS_SHOWN]],
            "people": [
                person.name
                for person in presence.others(self.paper, than=self.request.user, at=clock.now())
                if person.block_id == self.block.pk
            ],
        }
        return self.page("plans/block_edit.html", context, status=status)

    def write_in_place(self, form: BlockTextForm) -> None:
        """Let the text be saved as it is typed, a moment after the last key."""
        address = self.request.path
        form.fields["text"].widget.attrs |= {
            "autofocus": True,
            "hx-post": address,
            "hx-trigger": "input changed delay:2s, again",
            "hx-target": f"#state-{self.block.key}-{self.language}",
            "hx-swap": "outerHTML",
            "hx-vals": '{"autosave": "1"}',
            "hx-sync": "closest form:queue last",
        }

    def conflict_page(self, conflict: blocks.StaleBlock, significance: dict[str, str]) -> HttpResponse:
        """Show base, mine and theirs; saving again means that mine shall replace theirs, knowingly."""
        mine = {"text": conflict.mine, "version": conflict.current.version, **significance}
        response = self.form_page(
            self.form(initial=mine),
            status=CONFLICT,
            mine=redline(conflict.base, conflict.mine),
            theirs=redline(conflict.base, conflict.current.text),
            base=conflict.base,
        )
        if self.is_autosave:
            response["HX-Retarget"] = f"#cell-{self.block.key}-{self.language}"
            response["HX-Reswap"] = "outerHTML"
        return response


class CellAct(CellView):
    """An act on one text as it was shown: its version travels with the click."""

    http_method_names = ["post"]
    done: Any = ""

    def post(self, request: HttpRequest, slug: str, key: Any, language: str) -> HttpResponse:
        form = VersionForm(request.POST)
        if not form.is_valid():
            raise Http404
        try:
            self.perform(form.cleaned_data["version"])
        except DomainError as refusal:
            if request.htmx:
                context = {"subject": self.block, "language": language, "sentences": [str(refusal)]}
                response = self.page("plans/_cell_refused.html", context, status=REFUSED)
                response["HX-Retarget"] = f"#state-{self.block.key}-{language}"
                return response
            messages.error(request, str(refusal))
        else:
            if request.htmx:
                return self.saved()
            messages.success(request, str(self.done))
        return redirect(self.editor_url(self.block))

    def perform(self, version: int) -> None:
        raise NotImplementedError


class BlockConfirm(CellAct):
    """Still right: the source was changed, and the translation holds."""

    done = gettext_lazy("The translation is marked as still right.")

    def perform(self, version: int) -> None:
        blocks.confirm(self.block, self.language, version=version, by=self.request.user, at=clock.now())


class BlockReview(CellAct):
    done = gettext_lazy("The text is marked as reviewed.")

    def perform(self, version: int) -> None:
        reviews.review(self.block, self.language, version=version, by=self.request.user, at=clock.now())


class BlockPresence(CellView):
    """The browser says that a text is open; the answer says who else has the block open."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, slug: str, key: Any, language: str) -> HttpResponse:
        at = clock.now()
        presence.note(self.text(), by=request.user, at=at)
        people = presence.others(self.paper, than=request.user, at=at)
        context = {"people": presence.at_block(people, self.block.pk)}
        return self.page("plans/_presence_cell.html", context)


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
        return f"{self.editor_url()}#removed"


class BlockRestore(BlockAct):
    done = gettext_lazy("The block is back where it stood.")

    def perform(self, block: Block) -> None:
        blocks.restore(block, by=self.request.user, at=clock.now())


class BlockKindChange(BlockAct):
    """Make a paragraph an objective, a heading, an initiative or back."""

    done = gettext_lazy("The kind of the block is changed; labels follow by themselves.")

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
            messages.success(request, _("There are %(number)s blocks now.") % {"number": len(made)})
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
        texts = cells.texts(block)
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
            messages.success(request, _("The two blocks are one. The second can be restored below."))
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
