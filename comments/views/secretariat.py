"""The board of a round, its extension, and the compilation of what was filed."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cica_portal.errors import DomainError
from comments import compilation, ledger, rounds
from comments.enums import CommentType, Standing
from comments.forms import CompilationFilter, ExtensionForm
from comments.redline import redline
from comments.refusals import RoundClosed
from comments.views.base import RoundView

MARKS = {
    Standing.COMMENTED: "done",
    Standing.NO_OBJECTION: "done",
    Standing.LATE: "needs",
    Standing.SILENT: "quiet",
    Standing.NOT_REACHED: "refused",
    Standing.AWAITING: "waiting",
}
SORTS = {
    "state": (gettext_lazy("Member State"), lambda row: row.member_state.name.casefold()),
    "standing": (gettext_lazy("Answer"), lambda row: list(Standing).index(row.standing)),
    "received": (
        gettext_lazy("Received"),
        lambda row: (row.response is None, row.response.received_at if row.response else 0),
    ),
    "events": (gettext_lazy("Events proposed"), lambda row: -row.events_proposed),
}


class RoundBoard(RoundView):
    """All Member States of the day as one picture; every number opens the rows behind it."""

    template_name = "comments/round_board.html"
    permission = "comments.view_board"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        comment_round = self.comment_round
        rows = sorted(ledger.rows(comment_round, at=self.at), key=SORTS["state"][1])
        counts = Counter(row.standing for row in rows)
        standing = self.request.GET.get("standing", "")
        standing = standing if standing in Standing.values else ""
        sort = self.request.GET.get("sort", "")
        sort = sort if sort in SORTS else "state"
        listed = [row for row in rows if not standing or row.standing == standing]
        context = super().get_context_data(
            rows=[(row, MARKS[row.standing], row.standing.label) for row in rows],
            listed=[
                (row, MARKS[row.standing], row.standing.label) for row in sorted(listed, key=SORTS[sort][1])
            ],
            counts=[
                {"standing": value, "label": value.label, "count": counts[value]}
                for value in Standing
                if counts[value]
            ],
            standing=standing,
            standing_label=Standing(standing).label if standing else "",
            sort=sort,
            sorts=[(name, label) for name, (label, _key) in SORTS.items()],
            events=compilation.events(comment_round),
            extensions=list(comment_round.extensions.select_related("by")),
            can_extend=comment_round.is_open(self.at)
            and self.request.user.has_perm("comments.extend_round", comment_round),
            **kwargs,
        )
        context["earlier"] = [extension.old_closes_at for extension in context["extensions"]]
        return context


class RoundExtend(RoundView):
    template_name = "comments/round_extend.html"
    permission = "comments.extend_round"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs["form"] = kwargs.get("form") or ExtensionForm()
        return super().get_context_data(**kwargs)

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
        rows = compilation.rows(self.comment_round)
        states = sorted(
            {(row.member_state.code, row.member_state.name) for row in rows}, key=lambda pair: pair[1]
        )
        form = CompilationFilter(self.request.GET, states=states)
        form.is_valid()
        state, type_ = form.cleaned_data.get("state", ""), form.cleaned_data.get("type", "")
        shown = [
            self.entry(row)
            for row in rows
            if (not state or row.member_state.code == state) and (not type_ or row.comment.type == type_)
        ]
        return super().get_context_data(
            form=form,
            total=len(rows),
            on_time=[entry for entry in shown if not entry["row"].is_late],
            late=[entry for entry in shown if entry["row"].is_late],
            events=compilation.events(self.comment_round),
            is_filtered=bool(state or type_),
            **kwargs,
        )

    def entry(self, row: compilation.CompilationRow) -> dict[str, Any]:
        comment, language = row.comment, row.comment.language
        current = row.block.text(language) if row.block else ""
        return {
            "row": row,
            "key": row.block.key if row.block else "",
            "label": row.block.label[language] if row.block else "",
            "text": current,
            "type": CommentType(comment.type).label,
            "wording": redline(current, comment.proposed_text) if comment.proposed_text else "",
        }
