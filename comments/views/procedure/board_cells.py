"""A Member State on the board of a round: its cell in the picture, and its row behind a number."""

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.enums import Channel, EnteredStatus, Standing
from comments.models import Consultation, EnteredResponse
from comments.procedure.replies import ledger
from members.models import User
from plans.views.point_rows import address

MARKS = {
    Standing.COMMENTED: "done",
    Standing.OBJECTED: "needs",
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


@dataclass(frozen=True)
class Cell:
    """A Member State on the board: its row of the ledger; to who may read them, how many comments it filed;
    and, for the Secretariat alone, the page of all that it filed, the notes that nobody has entered, and what
    is being entered, each with its page."""

    row: ledger.LedgerRow
    comment_count: int
    answers_url: str = ""
    unentered: tuple[tuple[str, str], ...] = ()
    under_way: tuple[str, str] | None = None
    stance: str = ""

    @property
    def kind(self) -> str:
        return MARKS[self.row.standing]

    @property
    def word(self) -> str:
        word = self.row.word
        if self.row.granted is not None and self.row.standing == Standing.GRANTED:
            # Translators: answer is the response of a State, as "comments"
            word = _("%(answer)s, in additional time") % {"answer": self.row.granted.get_position_display()}
        return f"{word} · {self.comment_count}" if self.comment_count else word

    @property
    def step(self) -> str:
        """By which way a response came from outside the portal; until there is one, what is under way, and
        whether the note was opened."""
        if self.under_way:
            return self.under_way[0]
        if self.unentered:
            return str(UNENTERED)
        if self.row.channel:
            return "" if self.row.channel == Channel.PORTAL else str(self.row.channel.label)
        if self.row.standing == Standing.NOT_REACHED:
            return ""
        read = zip(ledger.STEP_WORDS[:1:-1], self.row.steps[:1:-1], strict=True)
        return next((str(word) for word, at in read if at), "")

    @property
    def picture(self) -> SafeString:
        return render_to_string("comments/_board_cell.html", {"s": self})

    @property
    def line(self) -> SafeString:
        return render_to_string("comments/_board_row.html", {"s": self, "row": self.row})


def cells_of(
    consultation: Consultation, rows: list[ledger.LedgerRow], user: User, *, sees_comments: bool
) -> list[Cell]:
    """Return the States on the board, as the Secretariat, or a coordinator, sees them."""
    counts = [row.last.comment_count if sees_comments and row.last else 0 for row in rows]
    stances = [row.last.said_stance if sees_comments and row.last else "" for row in rows]
    if not user.is_secretariat:
        return [Cell(*one[:2], stance=one[2]) for one in zip(rows, counts, stances, strict=True)]
    entered = EnteredResponse.objects.under_way().filter(consultation=consultation)
    under_way = (
        {
            code: (str(UNDER_WAY[EnteredStatus(status)]), reverse("comments:entered-detail", args=[key]))
            for code, status, key in entered.values_list("member_state__code", "status", "pk")
        }
        if consultation.has_entered
        else {}
    )
    return [
        Cell(
            row,
            count,
            reverse("comments:answer-versions", args=[consultation.pk, code]) if row.last else "",
            tuple((str(point.about), address(point.page)) for point in row.unentered),
            under_way.get(code),
            stance,
        )
        for row, count, stance in zip(rows, counts, stances, strict=True)
        for code in [row.member_state.code]
    ]
