"""The board of a round: every Member State of the day as one picture, and the list beneath it."""

import datetime as dt
from collections.abc import Callable
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy, pgettext_lazy

from cica_portal.deadlines import local_date
from cica_portal.languages import TITLED, reader_language
from cica_portal.text import sha256
from comments.compilation import matrix
from comments.enums import ConsultationStatus, Standing, Visibility
from comments.models import Consultation, ConsultationExtension, EnteredResponse
from comments.procedure import away
from comments.procedure.deadlines import grants
from comments.procedure.replies import addenda, ledger
from comments.views.base import ConsultationView
from comments.views.procedure import held, pictures
from comments.views.procedure.board_cells import Cell, under_way_of
from comments.views.procedure.secretariat import proposed_events
from members.models import User
from plans.models import Revision


class Filter(NamedTuple):
    """A number on the board: its word, and which rows are behind it."""

    label: Any
    holds: Callable[[ledger.LedgerRow], bool]


def _stands(standing: Standing) -> Filter:
    return Filter(standing.label, lambda row: row.standing == standing)


# The standings come first: their numbers together are the States that the round addressed.
FILTERS = {str(standing): _stands(standing) for standing in Standing} | {
    # Who responded has read what it responds to, by whichever way.
    "unopened": Filter(
        pgettext_lazy("State", "note not opened"),
        lambda row: row.steps.opened_at is None and row.channel is None,
    ),
    "acknowledged": Filter(ledger.STEP_WORDS[-1], lambda row: row.steps.acknowledged_at is not None),
}
SORTS = {
    "state": (gettext_lazy("Member State"), None),
    "standing": (pgettext_lazy("label", "Response"), lambda cell: list(Standing).index(cell.row.standing)),
    "received": (
        pgettext_lazy("label", "Received"),
        lambda cell: (cell.row.response is None, cell.row.response.received_at if cell.row.response else 0),
    ),
    "note": (
        pgettext_lazy("label", "Note"),
        lambda cell: [time is not None for time in reversed(cell.row.steps)],
    ),
    "events": (gettext_lazy("Proposed events"), lambda cell: -cell.row.events_proposed),
}


def extensions_of(consultation: Consultation) -> list[ConsultationExtension]:
    """Return every extension; `was_wrong` marks those that were put right before anybody was told."""
    right = ConsultationExtension.objects.filter(replaces=OuterRef("pk"))
    return list(consultation.extensions.select_related("by").annotate(was_wrong=Exists(right)))


def pictures_of(
    consultation: Consultation,
    rows: list[ledger.LedgerRow],
    extensions: list[ConsultationExtension],
    user: User,
    at: dt.datetime,
) -> dict[str, Any]:
    """Return what the pictures of a round need: its course, and the comments by paragraph for who reads
    them."""
    sees_comments = matrix.is_open_to(consultation, user, at)
    heat = pictures.heat(consultation, user, at, reader_language()) if sees_comments else []
    return {
        "course": pictures.course(consultation, rows, extensions, at),
        "heat": [pictures.heat_markup(group, consultation.pk) for group in heat],
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
        """Add, for the Secretariat, whether a response from outside the portal is being entered, and whether
        a later text of the plan has gone on without this one."""
        if not reader.is_secretariat:
            return consultations
        under_way = EnteredResponse.objects.under_way().filter(consultation=OuterRef("pk"))
        newer = Revision.objects.filter(
            paper=OuterRef("revision__paper"), number__gt=OuterRef("revision__number")
        )
        return consultations.annotate(has_entered=Exists(under_way), has_newer=Exists(newer))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        context = self.get_context_data()
        if not request.htmx:
            return self.render_to_response(context)
        if request.GET.get("seen") == context["seen"]:
            return HttpResponse(status=204)
        context |= pictures_of(
            self.consultation, context["rows"], context["extensions"], request.user, self.at
        )
        return render(request, "comments/_board.html", context)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        consultation = self.consultation
        rows = ledger.rows(consultation, at=self.at)
        words = {value: str(value.label) for value in ledger.tally(rows)}
        user = self.request.user
        under_way = under_way_of(consultation) if user.is_secretariat and consultation.has_entered else {}
        cells = [Cell.of(row, consultation, words, user, under_way) for row in rows]
        chosen = self.request.GET.get("standing", "")
        chosen = chosen if chosen in FILTERS else ""
        sort = self.request.GET.get("sort", "")
        sort = sort if sort in SORTS else "state"
        listed = [cell for cell in cells if not chosen or FILTERS[chosen].holds(cell.row)]
        if sort != "state":
            listed.sort(key=SORTS[sort][1])
        tallies = [(name, found.label, sum(map(found.holds, rows))) for name, found in FILTERS.items()]
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
            standing=chosen,
            standing_label=FILTERS[chosen].label if chosen else "",
            languages=TITLED,
            sort=sort,
            sorts=[(name, label) for name, (label, _key) in SORTS.items()],
            events=proposed_events(consultation) if any(row.events_proposed for row in rows) else [],
            awaiting=sum(row.standing == Standing.AWAITING for row in rows),
            sees_comments=matrix.is_open_to(consultation, user, self.at),
            **self.records(rows),
            **kwargs,
        )
        context["earlier"] = [
            extension.old_closes_at for extension in context["extensions"] if not extension.was_wrong
        ]
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
        has_release = consultation.visibility == Visibility.AFTER_COMPILATION
        found = {
            "extensions": extensions_of(consultation) if consultation.earlier_closes_at else [],
            "grants": list(consultation.grants.select_related("member_state", "by"))
            if consultation.has_grants and user.is_secretariat
            else [],
            "requests": list(
                consultation.time_requests.visible_to(user).select_related(
                    "member_state", "by", "decided_by", "grant"
                )
            )
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
            "can_extend": (is_open or closing is not None) and user.is_secretariat,
            "can_grant": user.has_perm("comments.give_grant", consultation) and grants.receives(consultation),
            "can_confirm": may_decide and not is_confirmed,
            "can_release": may_decide and is_confirmed and has_release and consultation.released_at is None,
        }
        return found | {"held_acts": held.acts(consultation, user, found, is_past=not is_open)}

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
                *context["pictures"],
                *context["lines"],
            ]
        )[:16]


class ConsultationPictures(ConsultationView):
    """The course of a round and the comments by paragraph: a part of its board that is asked for after it,
    and a page of its own without script."""

    template_name = "comments/consultation_pictures.html"
    permission = "comments.view_board"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        consultation = self.consultation
        rows = ledger.rows(consultation, at=self.at)
        extensions = extensions_of(consultation) if consultation.earlier_closes_at else []
        context = pictures_of(consultation, rows, extensions, request.user, self.at)
        return self.page("comments/_pictures.html" if request.htmx else "", context)
