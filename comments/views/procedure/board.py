"""The board of a round: every Member State of the day as one picture, and the list beneath it."""

import datetime as dt
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cica_portal import formats, spaces
from cica_portal.deadlines import local_date
from cica_portal.languages import TITLED, reader_language
from cica_portal.messages import overlay
from cica_portal.text import sha256
from comments.compilation import matrix
from comments.enums import ConsultationStatus, EnteredStatus, Standing, Visibility
from comments.models import Consultation, ConsultationExtension, EnteredResponse
from comments.procedure import addenda, away, ledger
from comments.views.base import ConsultationView
from comments.views.procedure import held, pictures
from comments.views.procedure.secretariat import proposed_events
from members.models import User
from plans.views.point_rows import address

MARKS = {
    Standing.COMMENTED: "done",
    Standing.NO_OBJECTION: "done",
    Standing.GRANTED: "done",
    Standing.GRANT_RUNNING: "waiting",
    Standing.LATE: "needs",
    Standing.SILENT: "quiet",
    Standing.NOT_REACHED: "refused",
    Standing.AWAITING: "waiting",
}


UNENTERED = gettext_lazy("response received by note, not yet entered")
UNDER_WAY = {
    EnteredStatus.DRAFTED: gettext_lazy("response from outside the portal, being entered"),
    EnteredStatus.SUBMITTED: gettext_lazy("response from outside the portal, awaiting confirmation"),
}


class Filter(NamedTuple):
    """A number on the board: its word, and which rows are behind it."""

    label: Any
    holds: Callable[[ledger.LedgerRow], bool]


def _stands(standing: Standing) -> Filter:
    return Filter(standing.label, lambda row: row.standing == standing)


# The standings come first: their numbers together are the States that the round addressed.
FILTERS = {str(standing): _stands(standing) for standing in Standing} | {
    "unopened": Filter(pgettext_lazy("State", "note not opened"), lambda row: row.steps.opened_at is None),
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


class Line(NamedTuple):
    """What the list under the board says of a Member State."""

    code: str
    name: str
    kind: str
    word: str
    received_at: dt.datetime | None
    version: int
    late_at: dt.datetime | None
    steps: tuple[tuple[str, str], ...]
    paper_on: dt.date | None
    is_reached: bool
    is_lost: bool
    events_proposed: int
    zone: str
    granted_at: dt.datetime | None
    may_answer_until: dt.datetime | None
    answers_url: str
    came: str
    unentered: tuple[tuple[str, str], ...]
    under_way: tuple[str, str] | None


def extensions_of(consultation: Consultation) -> list[ConsultationExtension]:
    """Return every extension; `was_wrong` marks those that were put right before anybody was told."""
    right = ConsultationExtension.objects.filter(replaces=OuterRef("pk"))
    return list(consultation.extensions.select_related("by").annotate(was_wrong=Exists(right)))


@lru_cache(maxsize=4096)  # 0.1 ms a State: an open board is asked for again and again, and compared
def line_markup(line: Line, reader: str) -> SafeString:
    """Return the row of the list in the active language; kept, for it says the same to everybody."""
    return render_to_string("comments/_board_row.html", {"s": line})


@lru_cache(maxsize=1024)  # 0.02 ms a State, likewise
def picture_markup(code: str, name: str, kind: str, word: str, step: str) -> SafeString:
    """Return the cell of the board."""
    return render_to_string(
        "comments/_board_cell.html",
        {"code": code, "name": name, "kind": kind, "word": word, "step": step},
    )


@lru_cache(maxsize=4096)  # 0.05 ms a State
def _answers_url(consultation: int, code: str) -> str:
    return reverse("comments:answer-versions", args=[consultation, code])


overlay.on_change(line_markup.cache_clear)
overlay.on_change(picture_markup.cache_clear)


class Cell(NamedTuple):
    """A Member State on the board: name in the reader’s language, row of the ledger, mark and word."""

    consultation_id: int
    name: str
    row: ledger.LedgerRow
    kind: str
    word: str
    zone: str
    leads_to_answers: bool
    under_way: tuple[str, str] | None

    @classmethod
    def of(
        cls,
        row: ledger.LedgerRow,
        consultation: Consultation,
        words: dict[Standing, str],
        reader: User,
        under_way: dict[str, tuple[str, str]],
    ) -> "Cell":
        kind, word = MARKS[row.standing], words[row.standing]
        if row.standing == Standing.GRANTED:
            # Translators: answer is the response of a State, as "comments"
            word = _("%(answer)s, in additional time") % {"answer": row.granted.get_position_display()}
        name, zone = row.member_state.name, consultation.time_zone
        entered = under_way.get(row.member_state.code)
        return cls(consultation.pk, name, row, kind, word, zone, reader.is_secretariat, entered)

    @property
    def answers_url(self) -> str:
        """The page of all that the State filed in the round, where it filed anything, for the Secretariat."""
        if self.is_quiet or not self.leads_to_answers:
            return ""
        return _answers_url(self.consultation_id, self.row.member_state.code)

    @property
    def is_quiet(self) -> bool:
        """Tell whether the State has filed nothing, in time or later."""
        return not (self.row.response or self.row.granted or self.row.late_at)

    @property
    def steps(self) -> tuple[tuple[str, str], ...]:
        """How far the note came: each step in a word, with its day and minute by the Secretariat's clock."""
        taken = zip(ledger.STEP_WORDS, self.row.steps, strict=True)
        return tuple(
            (str(word), spaces.shown(formats.minute(at, self.zone, reader_language())))
            for word, at in taken
            if at
        )

    @property
    def unentered(self) -> tuple[tuple[str, str], ...]:
        """The notes whose response nobody has entered, each with the page where that is done, for the
        Secretariat."""
        points = self.row.unentered if self.leads_to_answers else ()
        return tuple((str(point.about), address(point.page)) for point in points)

    @property
    def step(self) -> str:
        """The furthest step, while there is no answer to speak for itself; none where nothing arrived."""
        if self.under_way:
            return self.under_way[0]
        if self.unentered:
            return str(UNENTERED)
        if not self.is_quiet or self.row.standing == Standing.NOT_REACHED:
            return ""
        return next(
            (str(word) for word, at in zip(ledger.STEP_WORDS[::-1], self.row.steps[::-1], strict=True) if at),
            "",
        )

    @property
    def picture(self) -> SafeString:
        return picture_markup(self.row.member_state.code, self.name, self.kind, self.word, self.step)

    @property
    def line(self) -> SafeString:
        row, answer = self.row, self.row.response
        line = Line(
            code=row.member_state.code,
            name=self.name,
            kind=self.kind,
            word=self.word,
            received_at=answer.received_at if answer else None,
            version=answer.version if answer else 0,
            late_at=row.late_at,
            steps=self.steps,
            paper_on=row.paper_on,
            is_reached=row.reached_at is not None,
            is_lost=row.standing == Standing.NOT_REACHED,
            events_proposed=row.events_proposed,
            zone=self.zone,
            granted_at=row.granted.received_at if row.granted else None,
            may_answer_until=row.may_answer_until,
            answers_url=self.answers_url,
            came=row.last.came if row.last else "",
            unentered=self.unentered,
            under_way=self.under_way,
        )
        return line_markup(line, reader_language())


def under_way_of(consultation: Consultation) -> dict[str, tuple[str, str]]:
    """Return by State what an officer has entered and no signatory has confirmed: how far it is, its page."""
    entered = EnteredResponse.objects.under_way().filter(consultation=consultation)
    return {
        code: (str(UNDER_WAY[EnteredStatus(status)]), reverse("comments:entered-detail", args=[key]))
        for code, status, key in entered.values_list("member_state__code", "status", "pk")
    }


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
        """Add whether a response from outside the portal is being entered, for the Secretariat."""
        if not reader.is_secretariat:
            return consultations
        under_way = EnteredResponse.objects.under_way().filter(consultation=OuterRef("pk"))
        return consultations.annotate(has_entered=Exists(under_way))

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
            "addenda": addenda.of(consultation)
            if any(row.frozen and (row.granted or row.standing != row.frozen) for row in rows)
            else [],
            "outcome_label": consultation.outcome_label,
            "confirmations": confirmations,
            "is_confirmed": is_confirmed,
            "closing": closing,
            "tried": away.who_tried(closing) if closing and user.is_secretariat else [],
            "can_decide_closing": closing is not None
            and user.has_perm("comments.decide_closing", consultation),
            "can_extend": (is_open or closing is not None) and user.is_secretariat,
            "can_grant": consultation.status != ConsultationStatus.WITHDRAWN
            and user.has_perm("comments.give_grant", consultation),
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
        decided += [context["closing"] is not None, *(one.last_at for one in context["tried"])]
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
