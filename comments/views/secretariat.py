"""The extension of a round, and the compilation of what was filed."""

from typing import Any, NamedTuple

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cica_portal.alphabet import sort_key
from cica_portal.errors import DomainError
from cica_portal.languages import pick
from cica_portal.templatetags.portal import reader_language
from comments import compilation, overview, rounds
from comments.extents import Places
from comments.forms import CompilationFilter, ExtensionForm
from comments.models import CommentRound, Response
from comments.refusals import RoundClosed
from comments.shown import Kept, Shown, show, together
from comments.views.base import RoundView
from initiatives import particulars
from plans.outline import revision_outline


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
    """What was filed, in document order; the filters stay in the address.

    For a coordinator from the deadline on. For delegates once States read what others filed, and then what
    counts alone; the events that others proposed are not theirs to read here.
    """

    template_name = "comments/round_compilation.html"
    permission = "comments.view_compilation"

    def find(self, **kwargs: Any) -> None:
        super().find(**kwargs)
        user = self.request.user
        if user.is_coordinator and self.at < self.comment_round.closes_at:
            raise Http404
        if user.is_delegate and not overview.is_read_by_states(self.comment_round, self.at):
            raise Http404

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        read = Response.objects.visible_to(user, self.at) if user.is_delegate else None
        places, rows = compilation.placed_lines(self.comment_round, read)
        reader = reader_language()
        names = {line.state_code: pick(line.state_names, reader) for line in rows}
        states = sorted(names.items(), key=lambda pair: sort_key(pair[1], reader))
        form = CompilationFilter(self.request.GET, states=states)
        form.is_valid()
        state, type_ = form.cleaned_data.get("state", ""), form.cleaned_data.get("type", "")
        shown: dict[str, list[SafeString]] = {"on_time": [], "granted": [], "late": []}
        single, joining = compilation.joint(rows)
        for line in single:
            others = joining.get(line.key, ())
            is_of_state = not state or state in {line.state_code, *(other.state_code for other in others)}
            if is_of_state and (not type_ or line.type == type_):
                place = "on_time" if not line.is_late else "granted" if line.grant_id else "late"
                who = together(names[line.state_code], [names[other.state_code] for other in others])
                shown[place].append(self.row(line, who, places))
        return super().get_context_data(
            form=form,
            total=len(single),
            **shown,
            events=[] if user.is_delegate else proposed_events(self.comment_round),
            is_filtered=bool(state or type_),
            **kwargs,
        )

    def row(self, line: compilation.Line, state: str, places: Places) -> SafeString:
        key = (line.response_id, line.position, reader_language(), state)
        return _kept.get(key) or _kept.put(key, entry_markup(Entry(line.anchor, state, show(line, places))))
