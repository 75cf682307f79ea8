"""The extension of a round, and the events proposed in it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cica_portal.errors import DomainError
from cica_portal.templatetags.portal import reader_language
from comments.compilation import lines
from comments.forms import ExtensionForm
from comments.models import CommentRound
from comments.procedure import consultations
from comments.refusals import RoundClosed
from comments.views.base import RoundView
from initiatives import particulars
from plans.outline import revision_outline


def proposed_events(comment_round: CommentRound) -> list[particulars.Particulars]:
    """Return the events filed in a round, set out for the reader beside the objectives that they serve."""
    found = lines.events(comment_round)
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
            consultations.extend(
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
