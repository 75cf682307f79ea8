"""Rounds, their ledger, and what was filed in them as far as the person reads it."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from api import answers, shapes
from api.views.base import ApiView, ListView
from comments.compilation import lines, rows
from comments.enums import ConsultationStatus
from comments.models import Consultation, Disposition
from comments.procedure import outcomes
from comments.procedure.lists import overview
from comments.procedure.replies import ledger
from members.models import User


def _consultations(user: User) -> QuerySet[Consultation]:
    visible = overview.with_own_time(Consultation.objects.visible_to(user), user)
    return visible.annotate(was_broken=outcomes.was_broken()).select_related("revision__paper")


class ConsultationsScope(ApiView):
    permission = "comments.view_consultations"

    def shape(self, one: Consultation) -> dict[str, Any]:
        is_told = self.user.is_secretariat or (self.user.is_coordinator and self.at >= one.closes_at)
        return shapes.consultation(
            one,
            status=self.status(one),
            outcome=one.outcome_now or None if is_told else None,
            earlier=[item for item in one.extensions.all() if not item.replaced_by.all()],
            url=self.address("consultation-detail", one.pk),
        )

    def status(self, one: Consultation) -> str:
        """The clock decides whether a round is open, not the scheduler."""
        if one.status != ConsultationStatus.OPEN or one.is_open(self.at):
            return str(one.status)
        return str(ConsultationStatus.CLOSED)


class ConsultationList(ConsultationsScope, ListView):
    def items(self, first: int, last: int) -> list[Any]:
        found = (
            _consultations(self.user).prefetch_related("extensions__replaced_by").order_by("-opens_at", "-pk")
        )
        return [self.shape(one) for one in found[first:last]]


class OneConsultation(ConsultationsScope):
    def find_subject(self) -> Consultation:
        self.consultation = get_object_or_404(_consultations(self.user), pk=self.kwargs["pk"])
        return self.consultation


class ConsultationDetail(OneConsultation):
    def content(self) -> dict[str, Any]:
        return self.shape(self.consultation)


class ConsultationLedger(OneConsultation):
    """What each Member State did, for who may see the board."""

    permission = "comments.view_board"

    def content(self) -> dict[str, Any]:
        one = self.consultation
        found = ledger.rows(one, at=self.at)
        return {
            "consultation": one.pk,
            "at": answers.instant(self.at, one.time_zone),
            "is_frozen": one.status == ConsultationStatus.CLOSED,
            "sha256": one.ledger_sha256 or None,
            "items": [
                shapes.ledger_row(row, one.time_zone, reads_register=self.user.is_secretariat)
                for row in found
            ],
        }


class ConsultationComments(OneConsultation, ListView):
    """The comments in force that the person reads by now, in document order, each with what became of it."""

    def items(self, first: int, last: int) -> list[Any]:
        one = self.consultation
        with_late = not self.user.is_delegate
        wanted = lines.keys(one, self.user, self.at, with_late=with_late)[first:last]
        shown = lines.among(wanted)
        own = lines.own(one, self.user, self.at, with_late=with_late)
        for key, line in shown.items():
            if rows.is_lost(line, own):
                shown[key] = line._replace(joined=None)
        given = Disposition.objects.visible_to(self.user, self.at).last_for(self.user)
        by_comment = {row.comment_id: row for row in given.filter(comment__in=wanted)}
        return [
            shapes.comment(line, by_comment.get(line.comment_id), one.time_zone)
            for line in map(shown.__getitem__, wanted)
        ]
