"""Word in and out: upload a file, see what becomes of it, take it over; or take the text along as a file."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy, ngettext

from cica_portal import uploads
from cica_portal.deadlines import seat_date
from cica_portal.errors import AlreadyMoved, DomainError, StaleVersion
from cica_portal.languages import LANGUAGES
from cica_portal.web.downloads import download
from cica_portal.web.pages import CONFLICT, REFUSED, ActPage, FormPage, Page
from plans import blocks, revisions
from plans.attached import Attached
from plans.editing import remarks, sections
from plans.enums import ImportStatus
from plans.models import WordImport
from plans.outline import OutlineRow, draft_outline, revision_outline
from plans.views.frame import OpenDraftPage, PaperView
from plans.views.word_forms import WordPlanForm, WordTextForm
from plans.word import changed_since, comments, imports, preview, writing
from plans.word.comments import Margin
from plans.word.house import Meta
from plans.word.losses import Loss
from plans.word.markup.tracking import Tracked

ALL = "all"


class FilePage(FormPage):
    """A form with a file, which is kept until it is decided on."""

    beside = "file"

    def receive(self, form: Form, language: str, **about: Any) -> HttpResponse:
        given, by = form.cleaned_data["file"], self.request.user
        made = imports.receive(given.content, name=given.name, language=language, by=by, at=self.at, **about)
        return redirect("plans:word-import", made.key)


class WordNew(FilePage):
    """Bring a file in as a new plan."""

    permission = "plans.add_paper"
    template_name = "plans/word_new.html"
    form_class = WordPlanForm

    def initial(self) -> dict[str, Any]:
        year = seat_date(self.at).year
        return {"period_from": year, "period_to": year + 1, "source_language": "en"}

    def act(self, form: WordPlanForm) -> HttpResponse:
        return self.receive(form, form.cleaned_data["source_language"], plan=form.plan)


class WordUpload(OpenDraftPage, FilePage):
    """Bring a file into the working draft of a plan."""

    template_name = "plans/word_upload.html"

    def post(self, request: HttpRequest, slug: str) -> HttpResponseBase:
        return super().post(request) if self.paper.is_editable else self.closed()

    def form(self, *sent: Any, **given: Any) -> WordTextForm:
        return WordTextForm(*sent, paper=self.paper, **given)

    def act(self, form: WordTextForm) -> HttpResponse:
        return self.receive(form, form.cleaned_data["language"], paper=self.paper)


class ImportView(Page):
    """A page or an act about one's own uploaded file."""

    def find_subject(self) -> Any:
        visible = WordImport.objects.visible_to(self.request.user)
        self.upload = get_object_or_404(
            visible.select_related("paper__measure", "uploaded_by"), key=self.kwargs["key"]
        )
        # A discarded file has nothing to show; who lost the plan from sight has lost the file too.
        if self.upload.status == ImportStatus.DISCARDED:
            raise Http404
        if self.upload.paper is None:
            self.permission = "plans.add_paper"
            return None
        self.permission = "plans.edit_paper"
        return self.upload.paper

    def closed(self) -> HttpResponse | None:
        """Lead away from a file that nobody can decide on: it was imported, or its plan is closed."""
        paper = self.upload.paper
        if self.upload.status == ImportStatus.TAKEN:
            if self.request.method == "POST":
                messages.error(self.request, str(AlreadyMoved()))
            return redirect("plans:word-import", self.upload.key)
        if paper is None or paper.is_editable:
            return None
        messages.error(self.request, str(blocks.NotEditable(status=paper.get_status_display())))
        return redirect("plans:paper-detail", paper.slug)


class WordChanges(ImportView):
    """The tracked changes of the file, by paragraph and author: which are wanted."""

    def get(self, request: HttpRequest, key: Any) -> HttpResponse:
        if refused := self.closed():
            return refused
        found = imports.read(self.upload).tracked
        if not found.changes:
            return redirect("plans:word-import", key)
        left_out = set(self.upload.left_out or ())
        return self.changes_page(found, {change.number for change in found.changes} - left_out)

    def post(self, request: HttpRequest, key: Any) -> HttpResponse:
        if refused := self.closed():
            return refused
        found = imports.read(self.upload).tracked
        ticked = set(request.POST.getlist("change"))
        wanted = {change.number for change in found.changes if str(change.number) in ticked}
        if whole := request.POST.get("author"):
            return self.changes_page(found, found.wanted_after(wanted, whole))
        left_out = {change.number for change in found.changes} - wanted
        try:
            imports.choose(self.upload, left_out, by=request.user, at=self.at)
        except AlreadyMoved as refusal:
            messages.error(request, str(refusal))
        return redirect("plans:word-import", key)

    def changes_page(self, found: Tracked, wanted: set[int]) -> HttpResponse:
        context = {"upload": self.upload, "paper": self.upload.paper, "found": found, "wanted": wanted}
        return self.page("plans/word_changes.html", context | {"authors": found.authors(wanted)})


class WordImportDetail(ImportView):
    """What becomes of the file: to be decided, or as it was decided."""

    def get(self, request: HttpRequest, key: Any) -> HttpResponse:
        if self.upload.status == ImportStatus.TAKEN:
            outcome = self.upload.outcome
            found = [Loss(**recorded) for recorded in outcome["losses"]]
            context = {"paper": self.upload.paper, "outcome": outcome, "losses": found}
            return self.page("plans/word_report.html", context | {"upload": self.upload})
        return self.not_yet() or self.preview()

    def post(self, request: HttpRequest, key: Any) -> HttpResponse:
        if elsewhere := self.not_yet():
            return elsewhere
        try:
            outcome = self.take()
        except DomainError as refusal:
            messages.error(request, str(refusal))
            if not isinstance(refusal, StaleVersion | AlreadyMoved):
                return self.preview(request.POST, status=REFUSED)
            self.upload.refresh_from_db()
            if self.upload.status == ImportStatus.TAKEN:
                return redirect("plans:word-import", key)
            if isinstance(refusal, imports.ChangesChosenAnew):
                self.found = imports.read(self.upload)
                return self.preview(status=CONFLICT)
            return self.preview(request.POST if self.is_same_order() else None, status=CONFLICT)
        messages.success(request, _said(outcome))
        return redirect("plans:word-import", key)

    def not_yet(self) -> HttpResponse | None:
        """Read the file; lead away where it is not to be decided on, or not before its tracked changes."""
        if refused := self.closed():
            return refused
        self.found = imports.read(self.upload)
        is_chosen = self.upload.left_out is not None or not self.found.tracked.changes
        return None if is_chosen else redirect("plans:word-changes", self.upload.key)

    def is_same_order(self) -> bool:
        """Tell whether the choices are about the blocks of today: texts alone have changed since."""
        paper = self.upload.paper
        order = sections.fingerprint(sections.places(paper)) if paper else ""
        return self.request.POST.get("outline", "") == order

    def take(self) -> imports.Outcome:
        data = self.request.POST
        terms = {
            "remarked": set(data.getlist(preview.REMARK)),
            "left_out": data.get("left_out", ""),
            "by": self.request.user,
            "at": self.at,
        }
        decided = preview.decisions(self.found, data)
        if self.upload.paper is None:
            return imports.take_as_plan(self.upload, self.found, decided, **terms)
        gone = preview.removals(draft_outline(self.upload.paper), data)
        terms |= {"seen": data.get("seen", ""), "removals": gone}
        return imports.take_into(self.upload, self.found, decided, **terms)

    def preview(self, data: QueryDict | None = None, *, status: int = 200) -> HttpResponse:
        paper, found = self.upload.paper, self.found
        context = {"upload": self.upload, "paper": paper, "found": found}
        context["choice"] = imports.mark(self.upload.left_out)
        if paper is None:
            context |= {"plan": imports.plan_of(self.upload), "entries": preview.as_plan(found, data)}
            return self.page("plans/word_preview_new.html", context, status=status)
        rows = draft_outline(paper)
        known = remarks.said(paper) if any(item.comments for item in found.items) else {}
        entries = preview.into_draft(found, rows, data, changed_since.texts(paper, found), known)
        context |= {
            "entries": entries,
            "seen": revisions.content_sha256(paper, rows),
            "outline": sections.fingerprint(sections.places(paper)),
            "counts": Counter(entry.state for entry in entries),
        }
        return self.page("plans/word_preview.html", context, status=status)


class WordDiscard(ImportView, ActPage):
    http_method_names = ["post", "options"]
    done = gettext_lazy("File deleted. Nothing was imported from it.")
    asked_on = "plans:word-import", "upload__key"

    def act(self) -> HttpResponse:
        paper = self.upload.paper
        imports.discard(self.upload, by=self.request.user, at=self.at)
        return redirect("plans:paper-detail", paper.slug) if paper else redirect("plans:paper-list")


class WordFile(PaperView):
    """The text as a Word file: in one language, or in all side by side."""

    def serve(
        self,
        rows: Sequence[OutlineRow],
        meta: Meta,
        name: str,
        margin: Margin | None = None,
        attached: Mapping[str, Attached | None] | None = None,
    ) -> HttpResponse:
        language = self.kwargs["language"]
        if language == ALL:
            content = writing.all_languages(rows, meta, margin=margin, attached=attached)
        elif language in LANGUAGES:
            content = writing.one_language(rows, language, meta, margin, (attached or {}).get(language))
        else:
            raise Http404
        return download(content, f"{name}-{language}.docx", uploads.WORD_TYPE)


class PaperWord(WordFile):
    label, prefix = gettext_lazy("Working draft"), ""

    def get(self, request: HttpRequest, slug: str, language: str) -> HttpResponse:
        paper = self.paper
        meta = Meta(paper.titles, paper.text_status, str(self.label), self.at)
        return self.serve(draft_outline(paper), meta, f"{self.prefix}{paper.slug}-draft", self.margin())

    def margin(self) -> Margin | None:
        return None


class StaffWord(PaperWord):
    """The draft with the open remarks on it as comments: for those who prepare it, and nobody else."""

    permission = "plans.write_remarks"
    label = gettext_lazy("Working draft with remarks. Not for Member States.")
    prefix = "not-for-states-"

    def margin(self) -> Margin:
        return Margin(comments.of_draft(self.paper))


class RevisionWord(WordFile):
    def get(self, request: HttpRequest, slug: str, number: int, language: str) -> HttpResponse:
        revision = get_object_or_404(self.paper.revisions, number=number)
        meta = Meta(revision.titles, revision.text_status, str(revision.label), revision.frozen_at)
        return self.serve(revision_outline(revision), meta, f"{slug}-rev{number}")


def _said(outcome: imports.Outcome) -> str:
    added = ngettext("%(number)s block was added.", "%(number)s blocks were added.", outcome.added)
    changed = ngettext("%(number)s block was changed.", "%(number)s blocks were changed.", outcome.changed)
    removed = ngettext("%(number)s block was removed.", "%(number)s blocks were removed.", outcome.removed)
    said = [added % {"number": outcome.added}, changed % {"number": outcome.changed}]
    return " ".join(said + [removed % {"number": outcome.removed}] * bool(outcome.removed))
