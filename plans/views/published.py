"""Adopted plans, as every Member State reads them: the text that was approved, nothing of the work."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from cica_portal.languages import LANGUAGES, reader_language
from cica_portal.web import lists
from cica_portal.web.pages import Page
from plans import revisions
from plans.attached import find_attached
from plans.checks import examination
from plans.enums import DecisionKind
from plans.life import decisions
from plans.models import ConceptPaper, PaperDecision
from plans.outline import revision_outline
from plans.views.frame import PaperView
from plans.views.papers import COLUMNS
from plans.views.reading import ReadingView, akoma_ntoso_file
from plans.views.word import WordFile
from plans.word.house import Meta


class PublishedList(Page):
    permission = "plans.view_published"
    size = 50

    def get(self, request: HttpRequest) -> HttpResponse:
        found = ConceptPaper.objects.published_to(request.user).select_related("measure", "coordinator")
        approved = PaperDecision.objects.filter(paper__in=found, kind=DecisionKind.APPROVED)
        days = dict(approved.values_list("paper", "held_on"))
        columns = COLUMNS | {"adopted": lambda paper: days.get(paper.pk)}
        sorting = lists.Sorting(request, columns)
        page = lists.part(request, sorting.of_list(found), self.size)
        papers = [(paper, days.get(paper.pk)) for paper in page]
        context = {"papers": papers, "sorting": sorting, "page": page, "query": lists.query(request)}
        return self.page("plans/published_list.html", context)


class Published:
    """What is reached here is what was adopted, whoever asks."""

    permission = "plans.view_published"

    @cached_property
    def paper(self) -> ConceptPaper:
        published = ConceptPaper.objects.published_to(self.request.user)
        return get_object_or_404(published.select_related("measure", "coordinator"), slug=self.kwargs["slug"])


class PublishedDetail(Published, ReadingView):
    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        revision = decisions.adopted_text(self.paper)
        revision.paper = self.paper
        rows = revision_outline(revision)
        context = self.reading(rows, revision.text_status)
        context["revision"] = revision
        known = examination.known_by_now(self.paper, rows, context["columns"])
        context["known"] = known
        context["attached"] = find_attached(revision, reader_language())
        context["supplements"] = [one for one in known.values() if one.line]
        context["adopted_on"] = decisions.adopted_on(self.paper)
        context["is_intact"] = revisions.revision_sha256(revision, rows) == revision.sha256
        return self.page("plans/published_detail.html", context)


class PublishedWord(Published, WordFile):
    def get(self, request: HttpRequest, slug: str, language: str) -> HttpResponse:
        revision = decisions.adopted_text(self.paper)
        meta = Meta(revision.titles, revision.text_status, str(revision.label), revision.frozen_at)
        attached = {code: find_attached(revision, code) for code in LANGUAGES}
        return self.serve(revision_outline(revision), meta, slug, attached=attached)


class PublishedAkomaNtoso(Published, PaperView):
    def get(self, request: HttpRequest, slug: str, language: str) -> HttpResponse:
        revision = decisions.adopted_text(self.paper)
        revision.paper = self.paper
        return akoma_ntoso_file(revision, language)
