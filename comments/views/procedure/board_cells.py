"""A Member State on the board of a round: its cell in the picture, and its line in the list beneath."""

import datetime as dt
from typing import NamedTuple

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cica_portal import spaces
from cica_portal.languages import reader_language
from comments.enums import EnteredStatus, Standing
from comments.models import Consultation, EnteredResponse
from comments.procedure.replies import ledger
from members.models import User
from plans.views.point_rows import address

MARKS = {
    Standing.COMMENTED: "done",
    Standing.NO_OBJECTION: "done",
    Standing.GRANTED: "done",
    Standing.GRANT_RUNNING: "waiting",
    Standing.LATE: "needs",
    Standing.WITHDRAWN: "quiet",
    Standing.LEFT: "quiet",
    Standing.SILENT: "quiet",
    Standing.NOT_REACHED: "refused",
    Standing.AWAITING: "waiting",
}
UNENTERED = gettext_lazy("response received by note, not yet entered")
UNDER_WAY = {
    EnteredStatus.DRAFTED: gettext_lazy("response from outside the portal, being entered"),
    EnteredStatus.SUBMITTED: gettext_lazy("response from outside the portal, awaiting confirmation"),
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
    withdrawn: str
    member_until: str
    steps: tuple[tuple[str, str], ...]
    events_proposed: int
    zone: str
    granted_at: dt.datetime | None
    may_answer_until: dt.datetime | None
    answers_url: str
    came: str
    unentered: tuple[tuple[str, str], ...]
    under_way: tuple[str, str] | None


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
        return reverse("comments:answer-versions", args=[self.consultation_id, self.row.member_state.code])

    @property
    def is_quiet(self) -> bool:
        """Tell whether the State has filed nothing, in time or later."""
        return not (self.row.response or self.row.granted or self.row.late_at)

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
        code = self.row.member_state.code
        context = {"code": code, "name": self.name, "kind": self.kind, "word": self.word, "step": self.step}
        return render_to_string("comments/_board_cell.html", context)

    @property
    def line(self) -> SafeString:
        row, language = self.row, reader_language()
        answer = None if row.response == row.withdrawal else row.response
        granted = None if row.granted == row.withdrawal else row.granted
        line = Line(
            code=row.member_state.code,
            name=self.name,
            kind=self.kind,
            word=self.word,
            received_at=answer.received_at if answer else None,
            version=answer.version if answer else 0,
            late_at=row.late_at,
            withdrawn=spaces.shown(row.withdrawn(self.zone, language)),
            member_until=spaces.shown(row.member_until(language)),
            steps=tuple((word, spaces.shown(time)) for word, time in row.delivery(self.zone, language)),
            events_proposed=row.events_proposed,
            zone=self.zone,
            granted_at=granted.received_at if granted else None,
            may_answer_until=row.may_answer_until,
            answers_url=self.answers_url,
            came=row.last.came if row.last else "",
            unentered=self.unentered,
            under_way=self.under_way,
        )
        return render_to_string("comments/_board_row.html", {"s": line})


def under_way_of(consultation: Consultation) -> dict[str, tuple[str, str]]:
    """Return by State what an officer has entered and no signatory has confirmed: how far it is, its page."""
    entered = EnteredResponse.objects.under_way().filter(consultation=consultation)
    return {
        code: (str(UNDER_WAY[EnteredStatus(status)]), reverse("comments:entered-detail", args=[key]))
        for code, status, key in entered.values_list("member_state__code", "status", "pk")
    }
