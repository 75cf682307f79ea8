"""A text set as a document: the working draft, or a frozen revision."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from cica_portal.languages import LANGUAGES, is_language, reader_language
from cica_portal.web.downloads import download
from plans import revisions
from plans.comparison import editions
from plans.enums import PART_KINDS, TextStatus
from plans.models import Revision
from plans.outline import OutlineRow, draft_outline, revision_outline
from plans.papers import akoma_ntoso
from plans.views.frame import PaperView


class ReadingView(PaperView):
    """A text set as a document, in one language or in two side by side."""

    def languages(self) -> tuple[str, str]:
        """Return the language of the text and that beside it, if any, from the address."""
        language = self.request.GET.get("language", "")
        language = language if is_language(language) else reader_language()
        beside = self.request.GET.get("with", "")
        return language, beside if is_language(beside) and beside != language else ""

    def reading(self, rows: Sequence[OutlineRow], text_status: Mapping[str, str]) -> dict[str, Any]:
        language, beside = self.languages()
        columns = [language, beside] if beside else [language]
        return {
            "rows": rows,
            "headings": [row for row in rows if row.kind in PART_KINDS],
            "language": language,
            "beside": beside,
            "all_languages": LANGUAGES,
            "more": f"&with={beside}" if beside else "",
            "others": [code for code in LANGUAGES if code != language],
            "columns": columns,
            "text_statuses": [(code, TextStatus.of(text_status, code).label) for code in columns],
        }

    def changes_since(self, revision: Revision | None, name: str) -> dict[str, Any]:
        """Return the way to this text, called `name` in addresses, with its changes since an earlier one."""
        if revision is None:
            return {}
        language, _beside = self.languages()
        pair = {"from": revision.number, "to": name, "language": language}
        url = reverse("plans:paper-compare", args=[self.paper.slug], query=pair)
        return {"changes_url": url, "changes_since": revision.label}


class PaperText(ReadingView):
    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        rows = draft_outline(self.paper)
        context = self.reading(rows, self.paper.text_status)
        context["sha256"] = revisions.content_sha256(self.paper, rows)
        context["may_edit"] = self.paper.is_editable
        context |= self.changes_since(self.paper.revisions.order_by("number").last(), editions.DRAFT)
        return self.page("plans/paper_text.html", context)


class RevisionDetail(ReadingView):
    def get(self, request: HttpRequest, slug: str, number: int) -> HttpResponse:
        revision = get_object_or_404(self.paper.revisions.select_related("frozen_by"), number=number)
        revision.paper = self.paper
        rows = revision_outline(revision)
        context = self.reading(rows, revision.text_status)
        context["revision"] = revision
        before = self.paper.revisions.filter(number__lt=number).order_by("number").last()
        context |= self.changes_since(before, str(number))
        context["is_intact"] = revisions.revision_sha256(revision, rows) == revision.sha256
        return self.page("plans/revision_detail.html", context)


def akoma_ntoso_file(revision: Revision, language: str) -> HttpResponse:
    """Serve a frozen revision as Akoma Ntoso, in one language or in all of them."""
    if language not in {*LANGUAGES, akoma_ntoso.ALL}:
        raise Http404
    content, name = akoma_ntoso.document(revision, language), akoma_ntoso.file_name(revision, language)
    return download(content, name, akoma_ntoso.CONTENT_TYPE)


class RevisionAkomaNtoso(PaperView):
    def get(self, request: HttpRequest, slug: str, number: int, language: str) -> HttpResponse:
        revision = get_object_or_404(self.paper.revisions, number=number)
        revision.paper = self.paper
        return akoma_ntoso_file(revision, language)
