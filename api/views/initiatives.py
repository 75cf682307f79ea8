"""Events, each with the line of the plan that it follows, as the person reads it."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router

from api import schemas, shapes
from api.views.answers import PAGE, SIZE, address, paged, person_of, reads, require
from initiatives import lines
from initiatives.models import Initiative
from initiatives.overview import known_events

router = Router()
VIEW = "initiatives.view_initiatives"
# PostgreSQL takes no NUL in a text.
PLAN: Any = Query(None, pattern=r"^[^\x00]*$", description="the identifier of a plan, as in its address")


def read_initiatives(request: HttpRequest) -> QuerySet[Initiative]:
    require(request, VIEW, person_of(request))
    visible = Initiative.objects.visible_to(person_of(request))
    found = visible.select_related("paper", "host", "proposal_decision__event__host")
    return found.order_by("-paper__period_from", "paper", "pk")


def shape_initiatives(request: HttpRequest, rows: list[Initiative]) -> list[dict[str, Any]]:
    found = known_events.as_known(rows, person_of(request))
    by_key = lines.find_lines(found, person_of(request))
    return [
        shapes.initiative(
            one, by_key.get(one.block_key), address(request, "api:initiative-detail", one.block_key)
        )
        for one in found
    ]


@reads(
    router,
    "initiatives/",
    "initiative-list",
    "Initiatives that you may follow",
    schemas.PageOf[schemas.Initiative],
)
def list_initiatives(
    request: HttpRequest, plan: str | None = PLAN, page: int = PAGE, size: int = SIZE
) -> dict[str, Any]:
    found = read_initiatives(request)
    if plan:
        found = found.filter(paper__slug=plan)
    return paged(request, found, lambda rows: shape_initiatives(request, rows), page=page, size=size)


@reads(router, "initiatives/{uuid:key}/", "initiative-detail", "One initiative", schemas.Initiative)
def get_initiative(request: HttpRequest, key: UUID) -> dict[str, Any]:
    found = get_object_or_404(read_initiatives(request), block_key=key)
    return shape_initiatives(request, [found])[0]
