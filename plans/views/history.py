"""Who changed what: the history of a plan and of one of its blocks, word by word."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from cica_portal.languages import LANGUAGES, is_language
from plans.comparison import history
from plans.labels import Label
from plans.models import Edit
from plans.outline import draft_labels
from plans.views.frame import EditView


class PaperHistory(EditView):
    template_name = "plans/paper_history.html"

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        return self.history_page(draft_labels([self.paper.pk]), block__paper=self.paper)

    def history_page(self, labels: dict[int, Label], **about: Any) -> HttpResponse:
        before = self.request.GET.get("before", "")
        if before and not (before.isdecimal() and len(before) < 19):
            raise Http404
        language = self.request.GET.get("language", "")
        language = language if is_language(language) else ""
        edits = Edit.objects.filter(**about)
        sittings, more = history.read_page(edits, language, until=int(before) if before else None)
        context = {
            "subject": about.get("block"),
            "entries": [(sitting, labels.get(sitting.edit.block_id)) for sitting in sittings],
            "language": language,
            "languages": LANGUAGES,
            "more": more,
            "may_edit": self.paper.is_editable,
        }
        return self.page("", context)


class BlockHistory(PaperHistory):
    template_name = "plans/block_history.html"

    def get(self, request: HttpRequest, slug: str, key: Any) -> HttpResponse:
        return self.history_page({}, block=self.find_block(key))
