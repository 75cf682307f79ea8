"""Who changed what: the history of a plan and of one of its blocks, word by word."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from cica_portal.languages import LANGUAGES, is_language
from plans.comparison import history
from plans.editing import editor_rows
from plans.views.frame import EditView


class HistoryView(EditView):
    @property
    def language(self) -> str:
        language = self.request.GET.get("language", "")
        return language if is_language(language) else ""

    @property
    def until(self) -> int | None:
        before = self.request.GET.get("before", "")
        if not before:
            return None
        if not before.isdecimal() or len(before) > 18:
            raise Http404
        return int(before)


class PaperHistory(HistoryView):
    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        entries, more = history.of_paper(self.paper, self.language, until=self.until)
        numbers = {row.block.pk: row for row in editor_rows.rows(self.paper)}
        context = {
            "entries": [(entry, numbers.get(entry.block.pk)) for entry in entries],
            "language": self.language,
            "languages": LANGUAGES,
            "more": more,
            "may_edit": self.paper.is_editable,
        }
        return self.page("plans/paper_history.html", context)


class BlockHistory(HistoryView):
    def get(self, request: HttpRequest, slug: str, key: Any) -> HttpResponse:
        block = self.find_block(key)
        entries, more = history.of_block(block, self.language, until=self.until)
        context = {
            "subject": block,
            "texts": editor_rows.texts(block),
            "entries": [(entry, None) for entry in entries],
            "language": self.language,
            "languages": LANGUAGES,
            "more": more,
            "may_edit": self.paper.is_editable,
        }
        return self.page("plans/block_history.html", context)
