"""Consultations, their record of replies, and what was filed in them as far as the person reads it."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router

from api import schemas, shapes
from api.views.answers import PAGE, SIZE, address, paged, person_of, reads, require
from cica_portal import clock
from comments.enums import ConsultationStatus, Outcome
from comments.models import Comment, Consultation, Disposition
from comments.procedure import outcomes
from comments.procedure.lists import overview
from comments.procedure.replies import ledger
from comments.reading import stances
from comments.reading.filed import read_all

router = Router()
VIEW = "comments.view_consultations"


def read_consultations(request: HttpRequest) -> QuerySet[Consultation]:
    """Return the consultations that the person reads."""
    user = person_of(request)
    visible = overview.with_own_time(Consultation.objects.visible_to(user), user)
    found = visible.annotate(was_broken=outcomes.was_broken()).select_related("revision__paper")
    return found.prefetch_related("extensions__replaced_by").order_by("-opens_at", "-pk")


def find_consultation(request: HttpRequest, pk: int, permission: str = VIEW) -> Consultation:
    found = get_object_or_404(read_consultations(request), pk=pk)
    require(request, permission, found)
    return found


def shape_consultation(request: HttpRequest, one: Consultation) -> dict[str, Any]:
    user, at = person_of(request), clock.now()
    is_told = user.is_secretariat or (user.is_coordinator and at >= one.closes_at)
    # The clock decides whether a consultation is open, not the scheduler.
    is_past = one.status == ConsultationStatus.OPEN and not one.is_open(at)
    outcome = one.outcome_now if is_told else ""
    if outcome == Outcome.ADOPTED and not outcomes.is_confirmed(one):
        outcome = ""  # nobody reads "adopted" before a signatory has confirmed it (rule 50)
    return shapes.consultation(
        one,
        status=ConsultationStatus.CLOSED if is_past else one.status,
        outcome=outcome or None,
        earlier=[item for item in one.extensions.all() if not item.replaced_by.all()],
        url=address(request, "api:consultation-detail", one.pk),
    )


@reads(
    router,
    "consultations/",
    "consultation-list",
    "Consultations with their deadlines",
    schemas.PageOf[schemas.Consultation],
)
def list_consultations(request: HttpRequest, page: int = PAGE, size: int = SIZE) -> dict[str, Any]:
    require(request, VIEW, person_of(request))

    def shaped(rows: list[Any]) -> list[Any]:
        return [shape_consultation(request, one) for one in rows]

    return paged(request, read_consultations(request), shaped, page=page, size=size)


@reads(router, "consultations/{int:pk}/", "consultation-detail", "One consultation", schemas.Consultation)
def get_consultation(request: HttpRequest, pk: int) -> dict[str, Any]:
    return shape_consultation(request, find_consultation(request, pk))


@reads(
    router,
    "consultations/{int:pk}/ledger/",
    "consultation-ledger",
    "What each Member State did in a consultation (Secretariat only)",
    schemas.Ledger,
)
def get_ledger(request: HttpRequest, pk: int) -> dict[str, Any]:
    one, at = find_consultation(request, pk, "comments.view_board"), clock.now()
    reads_register = person_of(request).is_secretariat
    return {
        "consultation": one.pk,
        "at": shapes.instant(at, one.time_zone),
        "is_frozen": one.status == ConsultationStatus.CLOSED,
        "sha256": one.ledger_sha256 or None,
        "items": [
            shapes.ledger_row(row, one.time_zone, reads_register=reads_register)
            for row in ledger.rows(one, at=at)
        ],
    }


@reads(
    router,
    "consultations/{int:pk}/comments/",
    "consultation-comments",
    "Comments in force that you may read, in the order of the text, with their dispositions",
    schemas.PageOf[schemas.Comment],
)
def list_comments(request: HttpRequest, pk: int, page: int = PAGE, size: int = SIZE) -> dict[str, Any]:
    one, user, at = find_consultation(request, pk), person_of(request), clock.now()

    def shaped(found: list[Any]) -> list[Any]:
        given = Disposition.objects.visible_to(user, at).last_for(user)
        of_these = given.filter(comment__in=[row.comment.pk for row in found])
        by_comment = {answer.comment_id: answer for answer in of_these}
        return [shapes.comment(row, by_comment.get(row.comment.pk), one.time_zone) for row in found]

    return paged(request, read_all(one, user, at), shaped, page=page, size=size)


@reads(
    router,
    "consultations/{int:pk}/positions/",
    "consultation-positions",
    "Positions on the draft that States stated with responses that you may read",
    schemas.PageOf[schemas.StatedPosition],
)
def list_positions(request: HttpRequest, pk: int, page: int = PAGE, size: int = SIZE) -> dict[str, Any]:
    one, user, at = find_consultation(request, pk), person_of(request), clock.now()

    def shaped(found: list[Any]) -> list[Any]:
        marked = Comment.objects.filter(response__in=found, is_condition=True).order_by("position")
        return [
            shapes.stated_position(
                response, [row.pk for row in marked if row.response_id == response.pk], one.time_zone
            )
            for response in found
        ]

    return paged(request, stances.stated(one, user, at), shaped, page=page, size=size)
