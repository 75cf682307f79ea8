"""Plans, and their locked texts with blocks in three languages."""

from collections import defaultdict
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Router

from api import schemas, shapes
from api.views.answers import PAGE, SIZE, address, as_file, freeze, paged, person_of, reads
from cica_portal.languages import LANGUAGES
from comments.models import Statement
from comments.procedure import circulated
from comments.reading.attached import SAYING, sort_out
from initiatives.models import PUBLISHED
from plans.models import ConceptPaper, MeetingItem, Revision
from plans.outline import revision_outline
from plans.papers import akoma_ntoso

router = Router()
TEXT = "plans/{slug:slug}/revisions/{int:number}/"


def read_plans(request: HttpRequest) -> QuerySet[ConceptPaper]:
    """Return the plans whose draft the person may see, and those of which a locked text is read."""
    user = person_of(request)
    drafted, read = ConceptPaper.objects.visible_to(user), circulated.revisions(user)
    known = Q(pk__in=drafted.values("pk")) | Q(pk__in=read.values("paper"))
    found = ConceptPaper.objects.filter(known).select_related("measure", "coordinator")
    return found.order_by("-period_from", "pk")


def shape_plans(request: HttpRequest, papers: list[ConceptPaper]) -> list[dict[str, Any]]:
    """Return the plans, each called by its draft, or as last locked for whoever reads no more than that."""
    user = person_of(request)
    drafted = set(ConceptPaper.objects.visible_to(user).order_by().values_list("pk", flat=True))
    read: dict[int, list[Revision]] = defaultdict(list)
    for one in circulated.revisions(user).filter(paper__in=papers).order_by("number"):
        read[one.paper_id].append(one)

    attached_to = Statement.objects.filed().filter(paper__in=papers, paper__status__in=PUBLISHED)
    attached: dict[int, list[Statement]] = defaultdict(list)
    for statement in attached_to.select_related("member_state").prefetch_related("translations"):
        attached[statement.paper_id].append(statement)
    # The nearest of each is the last that is put in.
    items = reversed(MeetingItem.objects.open().filter(paper__in=papers))
    meets = {item.paper_id: item for item in items}

    def shaped(paper: ConceptPaper, read: list[Revision]) -> dict[str, Any]:
        is_drafted = paper.pk in drafted
        return shapes.plan(
            paper,
            titles=paper.titles if is_drafted or not read else read[-1].titles,
            status=paper.status if is_drafted or paper.status in PUBLISHED else None,
            url=address(request, "api:plan-detail", paper.slug),
            meeting=shapes.meeting(meets.get(paper.pk)),
            statements=shape_statements(attached[paper.pk]),
            revisions=[shape_revision(request, one, paper.slug) for one in read],
        )

    return [shaped(paper, read[paper.pk]) for paper in papers]


def shape_statements(filed: list[Statement]) -> list[dict[str, Any]]:
    """Return what States attached to a text, each with those who associate themselves and its withdrawal."""
    withdrawn, associated = sort_out(filed)
    said = (one for one in filed if one.kind in SAYING)
    return [shapes.statement(one, associated[one.pk], withdrawn.get(one.pk)) for one in said]


def shape_revision(request: HttpRequest, one: Revision, slug: str) -> dict[str, Any]:
    return shapes.revision(one, slug=slug, url=address(request, "api:revision-detail", slug, one.number))


def find_revision(request: HttpRequest, slug: str, number: int) -> Revision:
    """Return a locked text: a client that has it once has it for good."""
    read = circulated.revisions(person_of(request)).select_related("paper")
    found = get_object_or_404(read, paper__slug=slug, number=number)
    freeze(request, found.frozen_at)
    return found


@reads(router, "plans/", "plan-list", "Plans that you may read", schemas.PageOf[schemas.Plan])
def list_plans(request: HttpRequest, page: int = PAGE, size: int = SIZE) -> dict[str, Any]:
    return paged(request, read_plans(request), lambda rows: shape_plans(request, rows), page=page, size=size)


@reads(router, "plans/{slug:slug}/", "plan-detail", "One plan with its locked texts", schemas.Plan)
def get_plan(request: HttpRequest, slug: str) -> dict[str, Any]:
    return shape_plans(request, [get_object_or_404(read_plans(request), slug=slug)])[0]


@reads(
    router,
    TEXT,
    "revision-detail",
    "A locked text, paragraph by paragraph, in three languages",
    schemas.RevisionText,
)
def get_revision(request: HttpRequest, slug: str, number: int) -> dict[str, Any]:
    found = find_revision(request, slug, number)
    blocks = [shapes.block(row, position) for position, row in enumerate(revision_outline(found), 1)]
    return shape_revision(request, found, slug) | {"blocks": blocks}


@reads(
    router,
    TEXT + "{slug:language}.akn.xml",
    "revision-akoma-ntoso",
    "A locked text as Akoma Ntoso 3.0, in one language or (all) in all of them",
)
def get_revision_as_akoma_ntoso(request: HttpRequest, slug: str, number: int, language: str) -> HttpResponse:
    found = find_revision(request, slug, number)
    if language not in {*LANGUAGES, akoma_ntoso.ALL}:
        raise Http404
    body = akoma_ntoso.document(found, language)
    return as_file(request, body, akoma_ntoso.CONTENT_TYPE, akoma_ntoso.file_name(found, language))
