"""The board of a round: every Member State of the day as one picture, and the rows behind its numbers."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from cica_portal.deadlines import local_date
from cica_portal.languages import TITLED, reader_language
from cica_portal.text import sha256
from comments.closed_refusals import PlanWentOn
from comments.enums import ConsultationStatus, Outcome, Standing, Visibility
from comments.models import Consultation, EnteredResponse, Grant, TimeRequest
from comments.procedure import away
from comments.procedure.deadlines import grants
from comments.procedure.replies import addenda, ledger
from comments.reading import filed, stances
from comments.reading.compilation import is_open_to
from comments.views.base import ConsultationView
from comments.views.procedure import pictures
from comments.views.procedure.board_cells import cells_of
from members.models import User
from plans.models import Revision

# The word of a number on the board, and which rows are behind it. The numbers of the standings together are
# the States that the round addressed.
FILTERS: dict[str, tuple[Any, Callable[[ledger.LedgerRow], bool]]] = (
    {
        "all": (pgettext_lazy("filter", "all"), lambda row: True),
    }
    | {
        str(standing): (standing.label, lambda row, standing=standing: row.standing == standing)
        for standing in Standing
    }
    | {
        # Who responded has read what it responds to, by whichever way.
        "unopened": (
            pgettext_lazy("State", "note not opened"),
            lambda row: row.steps.opened_at is None and row.channel is None,
        ),
        "acknowledged": (ledger.STEP_WORDS[-1], lambda row: row.steps.acknowledged_at is not None),
    }
)


def pictures_of(
    consultation: Consultation, rows: list[ledger.LedgerRow], user: User, at: dt.datetime
) -> dict[str, Any]:
    """Return what the pictures of a round need: its course, and the comments by paragraph for who reads
    them; a decision by silence has none."""
    sees_comments = not consultation.asks_decision and is_open_to(consultation, user, at)
    return {
        "course": pictures.Course(consultation, rows, consultation.extensions.in_force(), at),
        "heat": pictures.heat(consultation, user, at, reader_language()) if sees_comments else [],
    }


class ConsultationBoard(ConsultationView):
    """All Member States of the day as one picture; every number opens the rows behind it.

    The page asks now and then whether anything is new; where nothing is, it gets no page. Its other pictures
    are asked for after it, from `ConsultationPictures`; a board that has changed brings them along.
    """

    template_name = "comments/consultation_board.html"
    permission = "comments.view_board"

    @staticmethod
    def with_more(consultations: QuerySet[Consultation], reader: User) -> QuerySet[Consultation]:
        """Add whether there is any of what most rounds have none of: then it is not asked for."""
        of_round = {"consultation": OuterRef("pk")}
        newer = Revision.objects.filter(
            paper=OuterRef("revision__paper"), number__gt=OuterRef("revision__number")
        )
        return consultations.annotate(
            has_grants=Exists(Grant.objects.filter(**of_round)),
            has_requests=Exists(TimeRequest.objects.filter(**of_round)),
            has_entered=Exists(EnteredResponse.objects.under_way().filter(**of_round)),
            has_newer=Exists(newer),
        )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        context = self.get_context_data()
        if not request.htmx:
            return self.render_to_response(context)
        if request.GET.get("seen") == context["seen"]:
            return HttpResponse(status=204)
        context |= pictures_of(self.consultation, context["rows"], request.user, self.at)
        return render(request, "comments/_board.html", context)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        consultation = self.consultation
        rows = ledger.rows(consultation, at=self.at)
        user = self.request.user
        sees_comments = is_open_to(consultation, user, self.at)
        cells = cells_of(consultation, rows, user, sees_comments=sees_comments)
        chosen = self.request.GET.get("standing", "")
        words = {str(one): one.said(of_decision=consultation.asks_decision) for one in Standing}
        label, is_chosen = FILTERS.get(chosen, ("", lambda row: False))
        label = words.get(chosen, label)
        listed = [cell for cell in cells if is_chosen(cell.row)]
        tallies = [
            (name, words.get(name, word), sum(map(holds, rows))) for name, (word, holds) in FILTERS.items()
        ]
        context = super().get_context_data(
            rows=rows,
            cells=cells,
            listed=listed,
            pictures=[cell.picture for cell in cells],
            lines=[cell.line for cell in listed],
            counts=[
                {"standing": name, "label": label, "count": count} for name, label, count in tallies if count
            ],
            not_reached=any(row.standing == Standing.NOT_REACHED for row in rows),
            standing=chosen if label else "",
            standing_label=label,
            languages=TITLED,
            events=filed.proposed_events(consultation) if any(row.events_proposed for row in rows) else [],
            awaiting=sum(row.standing == Standing.AWAITING for row in rows),
            sees_comments=sees_comments,
            positions=list(
                stances.by_stance(stances.stated(consultation, user, self.at), with_conditions=True)
            )
            if any(cell.stance for cell in cells)
            else [],
            **self.records(rows),
            **kwargs,
        )
        context["earlier"] = [extension.old_closes_at for extension in context["extensions"]]
        context["seen"] = self.digest(context)
        return context

    def records(self, rows: list[ledger.LedgerRow]) -> dict[str, Any]:
        """Return what was decided about the round, and what this person may decide now."""
        consultation, user = self.consultation, self.request.user
        is_open, is_closed = consultation.is_open(self.at), consultation.status == ConsultationStatus.CLOSED
        confirmations = list(consultation.confirmations.select_related("by")) if is_closed else []
        outcome = consultation.outcome_now
        is_confirmed = any(one.outcome == outcome for one in confirmations)
        has_passed = consultation.status == ConsultationStatus.OPEN and not is_open
        closing = away.waiting(consultation) if has_passed else None
        may_decide = is_closed and user.has_perm("comments.confirm_outcome", consultation)
        is_after = consultation.visibility == Visibility.AFTER_COMPILATION
        has_release = is_after and not consultation.asks_decision
        found = {
            "extensions": list(consultation.extensions.select_related("by").in_force())
            if consultation.earlier_closes_at
            else [],
            "grants": list(consultation.grants.select_related("member_state", "by"))
            if consultation.has_grants and user.is_secretariat
            else [],
            "requests": list(consultation.time_requests.visible_to(user))
            if consultation.has_requests
            else [],
            "addenda": addenda.of(consultation) if any(row.has_addenda for row in rows) else [],
            "outcome_label": consultation.outcome_label,
            "confirmations": confirmations,
            "is_confirmed": is_confirmed,
            "closing": closing,
            "tried": away.who_tried(closing) if closing and user.is_secretariat else None,
            "can_decide_closing": closing is not None
            and user.has_perm("comments.decide_closing", consultation),
            "can_extend": (is_open or closing is not None)
            and user.is_secretariat
            and not (consultation.asks_decision and consultation.was_objected),
            "can_grant": not consultation.asks_decision
            and user.has_perm("comments.give_grant", consultation)
            and grants.receives(consultation),
            "can_confirm": may_decide and not is_confirmed and outcome != Outcome.NOT_ADOPTED,
            "can_release": may_decide and is_confirmed and has_release and consultation.released_at is None,
        }
        return found | {"held_acts": held_acts(consultation, user, found, is_past=not is_open)}

    def digest(self, context: dict[str, Any]) -> str:
        """Return a hash of what the board shows; the day is a part of it, for days are counted down."""
        consultation = self.consultation
        decided = [context[name] for name in ("is_past", "is_confirmed", "can_extend", "can_release")]
        decided += [len(context[name]) for name in ("grants", "events", "confirmations")]
        decided += [one.status for one in context["requests"]]
        decided += [context["closing"] is not None, *(one.last_at for one in context["tried"] or ())]
        return sha256(
            [
                consultation.status,
                consultation.closes_at.isoformat(),
                local_date(self.at, consultation.time_zone).isoformat(),
                reader_language(),
                *map(str, decided),
                *(str(row.last.pk) for row in context["rows"] if row.last),
                *(str(one["count"]) for one in context["counts"]),
                *context["pictures"],
                *context["lines"],
                *map(str, context["positions"]),
            ]
        )[:16]


class ConsultationPictures(ConsultationView):
    """The course of a round and the comments by paragraph: a part of its board that is asked for after it,
    and a page of its own without script."""

    template_name = "comments/consultation_pictures.html"
    permission = "comments.view_board"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        rows = ledger.rows(self.consultation, at=self.at)
        context = pictures_of(self.consultation, rows, request.user, self.at)
        return self.page("comments/_pictures.html" if request.htmx else "", context)


def held_acts(
    consultation: Consultation, user: User, found: dict[str, Any], *, is_past: bool
) -> list[dict[str, str]]:
    """Return what the Secretariat does with a consultation and this person cannot do now, each with why:
    because of the clock, or of who does it; `found` says what the board offers."""
    if not user.is_secretariat or consultation.is_withdrawn:
        return []
    gone_on = "" if grants.receives(consultation) else str(PlanWentOn())
    if not is_past:
        unconfirmed = _("Possible after the deadline.")
    elif consultation.status == ConsultationStatus.OPEN:
        unconfirmed = _("Possible once the consultation is closed.")
    else:
        unconfirmed = _("An authorized signatory confirms it.")
    distributed = consultation.visibility != Visibility.AFTER_COMPILATION or consultation.released_at
    if found["is_confirmed"]:
        undistributed = _("An authorized signatory distributes it.")
    else:
        undistributed = _("Possible once the outcome is confirmed.")
    passed = _("The deadline has passed. A single State can be granted additional time.")
    confirming = (found["is_confirmed"] or found["can_confirm"], _("Confirm outcome"), unconfirmed)
    acts = [
        (found["can_extend"], _("Extend deadline"), gone_on or passed),
        (found["can_grant"], _("Grant additional time"), gone_on or _("An authorized signatory grants it.")),
        confirming,
        (distributed or found["can_release"], _("Distribute compilation"), undistributed),
    ]
    if consultation.asks_decision:
        is_settled = consultation.was_objected or consultation.outcome == Outcome.NOT_ADOPTED
        acts = [] if is_settled else [confirming]
    return [{"act": act, "why": why} for is_offered, act, why in acts if not is_offered]
