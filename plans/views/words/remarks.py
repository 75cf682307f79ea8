"""Remarks on the blocks of a draft: written, answered and settled among those who prepare it."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy, pgettext

from cica_portal.languages import is_language
from cica_portal.web.pages import ActPage, FormPage
from plans.editing import remarks
from plans.models import Block, Remark
from plans.outline import draft_labels
from plans.views.frame import PaperView
from plans.views.words.forms import AnswerForm, RemarkForm


class RemarkPage(PaperView):
    """A page or an act about the remarks on a draft, whatever the status of the plan."""

    permission = "plans.write_remarks"

    def threads(self, **narrowed: Any) -> QuerySet[Remark]:
        """Return the threads, settled ones as well, with their answers (two queries)."""
        found = Remark.objects.threads().filter(block__paper=self.paper, **narrowed)
        found = found.select_related("block", "by", "person", "settled_by").prefetch_related("answers__by")
        return found.order_by("block__position", "block", "at", "pk")


class PaperRemarks(RemarkPage):
    """Every remark on a draft, by block."""

    template_name = "plans/paper_remarks.html"

    def get(self, request: Any, slug: str) -> HttpResponse:
        labels = draft_labels([self.paper.pk])
        threads = [(labels.get(one.block_id), one) for one in self.threads()]
        return self.page(context={"threads": threads})


class BlockRemarks(RemarkPage, FormPage):
    """The remarks on one block, and the form of the next; or of an answer, in the thread that is named."""

    template_name = "plans/block_remarks.html"

    @cached_property
    def block(self) -> Block:
        blocks = self.paper.blocks.select_related("paper").prefetch_related("texts")
        return get_object_or_404(blocks, key=self.kwargs["key"])

    @cached_property
    def thread(self) -> Remark | None:
        """The thread to answer in, where the address names one."""
        pk = self.request.GET.get("thread", "")
        if not pk:
            return None
        known = Remark.objects.filter(thread=None).select_related("block__paper", "by")
        return get_object_or_404(known, pk=pk if pk.isdecimal() and len(pk) < 19 else 0, block=self.block)

    def form(self, *sent: Any, **given: Any) -> AnswerForm:
        if self.thread is not None:
            return AnswerForm(*sent, **given)
        return RemarkForm(*sent, colleagues=remarks.colleagues(self.paper), **given)

    def initial(self) -> dict[str, Any]:
        language = self.request.GET.get("language", "")
        return {"language": language if is_language(language) else ""}

    def act(self, form: Any) -> HttpResponseBase:
        if self.thread is not None:
            made = remarks.answer(self.thread, **form.cleaned_data, by=self.request.user, at=self.at)
        else:
            made = remarks.write(self.block, **form.said, by=self.request.user, at=self.at)
        messages.success(self.request, self.said(made))
        return self.back()

    def said(self, made: Remark) -> str:
        if made.person is None:
            return pgettext("draft", "Remark saved.")
        return str(gettext_lazy("Remark saved. Task for: %(name)s.") % {"name": made.person.display_name})

    def back(self) -> HttpResponse:
        return redirect("plans:block-remarks", self.paper.slug, self.block.key)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        label = draft_labels([self.paper.pk]).get(self.block.pk)
        shown = {"subject": self.block, "label": label, "thread": self.thread}
        return super().get_context_data(**shown, threads=self.threads(block=self.block), **kwargs)


class RemarkSettle(RemarkPage, ActPage):
    """The remark needs nothing more; the task is done."""

    done = gettext_lazy("Marked as done.")

    @cached_property
    def remark(self) -> Remark:
        known = Remark.objects.filter(block__paper=self.paper, thread=None)
        return get_object_or_404(known.select_related("block__paper", "person"), pk=self.kwargs["pk"])

    def act(self) -> None:
        remarks.settle(self.remark, by=self.request.user, at=self.at)

    def back(self) -> HttpResponse:
        if self.request.POST.get("from") == "editor":
            return redirect(self.editor_url(self.remark.block))
        return redirect("plans:block-remarks", self.paper.slug, self.remark.block.key)
