"""Plans, and their frozen texts with blocks in three languages."""

import datetime as dt
from collections import defaultdict
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from api import answers, shapes
from api.views.base import ApiView, ListView
from cica_portal.languages import LANGUAGES
from comments.procedure import circulated
from initiatives.models import PUBLISHED
from plans.models import ConceptPaper, Revision
from plans.outline import revision_outline
from plans.papers import akoma_ntoso


class PlansScope(ApiView):
    """The plans whose draft the person may see, and those of which a frozen text is read."""

    @cached_property
    def drafted(self) -> set[int]:
        return set(ConceptPaper.objects.visible_to(self.user).order_by().values_list("pk", flat=True))

    def plans(self) -> Any:
        read = circulated.revisions(self.user)
        drafted = ConceptPaper.objects.visible_to(self.user)
        known = Q(pk__in=drafted.values("pk")) | Q(pk__in=read.values("paper"))
        return ConceptPaper.objects.filter(known).select_related("measure", "coordinator")

    def shaped(self, papers: list[ConceptPaper]) -> list[dict[str, Any]]:
        """A plan is called by its draft, or as last frozen for whoever reads no more than that."""
        read: dict[int, list[Revision]] = defaultdict(list)
        for one in circulated.revisions(self.user).filter(paper__in=papers).order_by("number"):
            read[one.paper_id].append(one)
        return [self.shape(paper, read[paper.pk]) for paper in papers]

    def shape(self, paper: ConceptPaper, read: list[Revision]) -> dict[str, Any]:
        is_drafted = paper.pk in self.drafted
        titles = paper.titles if is_drafted or not read else read[-1].titles
        status = str(paper.status) if is_drafted or paper.status in PUBLISHED else None
        url = self.address("plan-detail", paper.slug)
        shown = shapes.plan(paper, titles=titles, status=status, url=url)
        return shown | {"revisions": [self.revision(one, paper.slug) for one in read]}

    def revision(self, one: Revision, slug: str) -> dict[str, Any]:
        return shapes.revision(one, slug=slug, url=self.address("revision-detail", slug, one.number))


class PlanList(PlansScope, ListView):
    def items(self, first: int, last: int) -> list[Any]:
        return self.shaped(list(self.plans().order_by("-period_from", "pk")[first:last]))


class PlanDetail(PlansScope):
    def find_subject(self) -> ConceptPaper:
        self.paper = get_object_or_404(self.plans(), slug=self.kwargs["slug"])
        return self.paper

    def content(self) -> dict[str, Any]:
        return self.shaped([self.paper])[0]


class RevisionDetail(PlansScope):
    """A frozen text: it can never change, so a client that has it once has it for good."""

    def find_subject(self) -> Revision:
        read = circulated.revisions(self.user).select_related("paper")
        self.found = get_object_or_404(read, paper__slug=self.kwargs["slug"], number=self.kwargs["number"])
        return self.found

    def content(self) -> dict[str, Any]:
        outline = revision_outline(self.found)
        blocks = [shapes.block(row, position) for position, row in enumerate(outline, 1)]
        return self.revision(self.found, self.kwargs["slug"]) | {"blocks": blocks}

    def frozen_at(self) -> dt.datetime:
        return self.found.frozen_at


class RevisionAkomaNtoso(RevisionDetail):
    """The same as Akoma Ntoso: one language, or all of them as one file."""

    def respond(self, *args: Any, **kwargs: Any) -> HttpResponse:
        found, language = self.find_subject(), self.kwargs["language"]
        if language not in {*LANGUAGES, akoma_ntoso.ALL}:
            raise Http404
        body = akoma_ntoso.document(found, language)
        response = answers.as_file(body, akoma_ntoso.CONTENT_TYPE, akoma_ntoso.file_name(found, language))
        return answers.marked(self.request, response, frozen_at=found.frozen_at)
