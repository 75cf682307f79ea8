"""The board of a round, its extension, and the compilation of what was filed."""

import datetime as dt
from collections import Counter
from functools import lru_cache
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cica_portal.alphabet import sort_key
from cica_portal.errors import DomainError
from cica_portal.languages import pick
from cica_portal.templatetags.portal import reader_language
from comments import compilation, ledger, rounds
from comments.enums import Standing
from comments.extents import Places
from comments.forms import CompilationFilter, ExtensionForm
from comments.models import CommentRound
from comments.refusals import RoundClosed
from comments.shown import Kept, Shown, show
from comments.views.base import RoundView
from initiatives import particulars
from plans.outline import revision_outline

MARKS = {
    Standing.COMMENTED: "done",
    Standing.NO_OBJECTION: "done",
    Standing.LATE: "needs",
    Standing.SILENT: "quiet",
    Standing.NOT_REACHED: "refused",
    Standing.AWAITING: "waiting",
}
SORTS = {
    "state": (gettext_lazy("Member State"), None),
    "standing": (gettext_lazy("Answer"), lambda cell: list(Standing).index(cell.row.standing)),
    "received": (
        gettext_lazy("Received"),
        lambda cell: (cell.row.response is None, cell.row.response.received_at if cell.row.response else 0),
    ),
    "events": (gettext_lazy("Events proposed"), lambda cell: -cell.row.events_proposed),
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
    reached_at: dt.datetime | None
    events_proposed: int
    zone: str


@lru_cache(maxsize=4096)
def line_markup(line: Line, reader: str) -> SafeString:
    """Return the row of the list in the active language; kept, for it says the same to everybody."""
    return render_to_string("comments/_board_row.html", {"s": line})


@lru_cache(maxsize=1024)
def picture_markup(code: str, name: str, kind: str, word: str) -> SafeString:
    """Return the cell of the board."""
    return render_to_string(
        "comments/_board_cell.html", {"code": code, "name": name, "kind": kind, "word": word}
    )


class Cell(NamedTuple):
    """A Member State on the board: name in the reader’s language, row of the ledger, mark and word."""

    name: str
    row: ledger.LedgerRow
    kind: str
    word: str
    zone: str

    @property
    def picture(self) -> SafeString:
        return picture_markup(self.row.member_state.code, self.name, self.kind, self.word)

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
            reached_at=row.reached_at,
            events_proposed=row.events_proposed,
            zone=self.zone,
        )
        return line_markup(line, reader_language())


class Entry(NamedTuple):
    """A filed comment beside its paragraph, as the compilation shows it."""

    anchor: str
    state: str
    said: Shown


_kept = Kept()


def entry_markup(entry: Entry) -> SafeString:
    """Return the row of the table in the active language."""
    return render_to_string("comments/_compilation_row.html", {"e": entry, "said": entry.said})


def proposed_events(comment_round: CommentRound) -> list[particulars.Particulars]:
    """Return the events filed in a round, set out for the reader beside the objectives that they serve."""
    found = compilation.events(comment_round)
    outline = revision_outline(comment_round.revision) if any(event.objectives for event in found) else []
    return particulars.of(found, outline, reader_language())


class RoundBoard(RoundView):
    """All Member States of the day as one picture; every number opens the rows behind it."""

    template_name = "comments/round_board.html"
    permission = "comments.view_board"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        comment_round = self.comment_round
        rows = ledger.rows(comment_round, at=self.at)
        counts = Counter(row.standing for row in rows)
        words = {value: str(value.label) for value in counts}
        zone = comment_round.time_zone
        cells = [
            Cell(row.member_state.name, row, MARKS[row.standing], words[row.standing], zone) for row in rows
        ]
        cells.sort(key=lambda cell: sort_key(cell.name, reader_language()))
        standing = self.request.GET.get("standing", "")
        standing = standing if standing in Standing.values else ""
        sort = self.request.GET.get("sort", "")
        sort = sort if sort in SORTS else "state"
        listed = [cell for cell in cells if not standing or cell.row.standing == standing]
        if sort != "state":
            listed.sort(key=SORTS[sort][1])
        extensions = []
        if comment_round.earlier_closes_at:
            extensions = list(comment_round.extensions.select_related("by"))
        context = super().get_context_data(
            cells=cells,
            listed=listed,
            counts=[
                {"standing": value, "label": value.label, "count": counts[value]}
                for value in Standing
                if counts[value]
            ],
            standing=standing,
            standing_label=Standing(standing).label if standing else "",
            sort=sort,
            sorts=[(name, label) for name, (label, _key) in SORTS.items()],
            events=proposed_events(comment_round) if any(row.events_proposed for row in rows) else [],
            extensions=extensions,
            can_extend=comment_round.is_open(self.at)
            and self.request.user.has_perm("comments.extend_round", comment_round),
            **kwargs,
        )
        context["earlier"] = [extension.old_closes_at for extension in extensions]
        return context


class RoundExtend(RoundView):
    template_name = "comments/round_extend.html"
    permission = "comments.extend_round"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs["form"] = kwargs.get("form") or ExtensionForm()
        return super().get_context_data(addressed_count=self.comment_round.addressees.count(), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = ExtensionForm(request.POST)
        if not form.is_valid():
            return self.page(422, form=form)
        try:
            rounds.extend(
                self.comment_round,
                form.cleaned_data["respond_by"],
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=self.at,
            )
        except RoundClosed as refusal:
            messages.error(request, str(refusal))
            return redirect("comments:round-board", pk=self.comment_round.pk)
        except DomainError as refusal:
            form.add_error("respond_by", str(refusal))
            return self.page(422, form=form)
        messages.success(
            request, _("The deadline is extended. The earlier one and the reason stay on record.")
        )
        return redirect("comments:round-board", pk=self.comment_round.pk)


class RoundCompilation(RoundView):
    """What was filed, in document order; the filters stay in the address."""

    template_name = "comments/round_compilation.html"
    permission = "comments.view_compilation"

    def find(self, **kwargs: Any) -> None:
        super().find(**kwargs)
        if self.request.user.is_coordinator and self.at < self.comment_round.closes_at:
            raise Http404

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        places, rows = compilation.placed_lines(self.comment_round)
        reader = reader_language()
        names = {line.state_code: pick(line.state_names, reader) for line in rows}
        states = sorted(names.items(), key=lambda pair: sort_key(pair[1], reader))
        form = CompilationFilter(self.request.GET, states=states)
        form.is_valid()
        state, type_ = form.cleaned_data.get("state", ""), form.cleaned_data.get("type", "")
        shown: dict[bool, list[SafeString]] = {False: [], True: []}
        for line in rows:
            if (not state or line.state_code == state) and (not type_ or line.type == type_):
                shown[line.is_late].append(self.row(line, names[line.state_code], places))
        return super().get_context_data(
            form=form,
            total=len(rows),
            on_time=shown[False],
            late=shown[True],
            events=proposed_events(self.comment_round),
            is_filtered=bool(state or type_),
            **kwargs,
        )

    def row(self, line: compilation.Line, state: str, places: Places) -> SafeString:
        key = (line.response_id, line.position, reader_language(), state)
        return _kept.get(key) or _kept.put(key, entry_markup(Entry(line.anchor, state, show(line, places))))
