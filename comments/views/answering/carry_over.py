"""What a delegation said on the text before, beside the text of today: to be kept, changed or left."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cica_portal.errors import DomainError
from comments.answering import carry_over, dialogue, dispositions
from comments.answering.carry_over import Earlier
from comments.enums import Pursuit
from comments.models import Disposition
from comments.reading.decisions import MARKS
from comments.reading.readings import Proposal, read
from comments.views.base import ConsultationView
from plans.comparison.merging import Standing
from plans.views.frame import key_of

STANDINGS = {
    Standing.UNCHANGED: ("done", gettext_lazy("unchanged since your comment")),
    Standing.REBASED: ("waiting", gettext_lazy("changed elsewhere: your proposal still fits")),
    Standing.CONTAINED: ("done", gettext_lazy("now reads as you proposed")),
    Standing.RECHECK: ("needs", gettext_lazy("changed: your proposal needs checking")),
}
ACTS = {"keep": Pursuit.KEPT, "change": Pursuit.CHANGED, "drop": Pursuit.DROPPED}


class CarryingPage(ConsultationView):
    template_name = "comments/carrying.html"
    permission = "comments.draft_comment"

    def find(self, **kwargs: Any) -> None:
        super().find(**kwargs)
        user = self.request.user
        if not user.is_delegate or not self.consultation.revision.number:
            raise Http404
        self.before = carry_over.before(self.consultation, user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_decide = carry_over.may_decide(self.consultation, self.request.user, self.at)
        if self.before is None:
            return super().get_context_data(items=[], left=0, clean=0, may_decide=may_decide, **kwargs)
        filed = [earlier.remark for earlier in self.before.remarks if earlier.is_filed]
        is_released = dialogue.is_released(self.before.consultation)
        told = dispositions.confirmed(filed) if is_released else {}
        items = [self.shown(earlier, told.get(earlier.pk)) for earlier in self.before.remarks]
        return super().get_context_data(
            items=items,
            may_decide=may_decide,
            earlier_consultation=self.before.consultation,
            left=sum(earlier.needs_decision for earlier in self.before.remarks),
            clean=sum(earlier.goes_with_all for earlier in self.before.remarks),
            **kwargs,
        )

    def shown(self, earlier: Earlier, disposition: Disposition | None) -> dict[str, Any]:
        kind, word = STANDINGS[earlier.since.standing]
        return {
            "earlier": earlier,
            "said": read(earlier.remark, self.before.then),
            "kind": kind,
            "word": str(word),
            "carried": self.carried(earlier),
            "disposition": disposition,
            "mark": MARKS[disposition.kind] if disposition else "waiting",
        }

    def carried(self, earlier: Earlier) -> list[Proposal]:
        """Return the proposal as it would be made of the text of today, where that is another one by now."""
        if earlier.since.standing != Standing.REBASED:
            return []
        now = self.before.now.extent(earlier.remark.block_key, earlier.remark.until_key)
        return [Proposal(code, now.text(code), text) for code, text in earlier.since.wordings.items()]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.before is None:
            raise Http404
        here = redirect("comments:carrying", pk=self.consultation.pk)
        act = request.POST.get("act", "")
        try:
            if act == "keep-all":
                number = carry_over.keep_all(self.before, by=request.user, at=self.at)
                messages.success(request, self.kept(number))
                return here
            return self.decide(act, self.earlier()) or here
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return here

    def kept(self, number: int) -> str:
        return ngettext(
            # Translators: number is how many
            "%(number)s comment was carried over to your drafts.",
            "%(number)s comments were carried over to your drafts.",
            number,
        ) % {"number": number}

    def earlier(self) -> Earlier:
        key = key_of(self.request.POST.get("remark", ""))
        found = next((earlier for earlier in self.before.remarks if earlier.pk == key), None)
        if found is None:
            raise Http404
        return found

    def decide(self, act: str, earlier: Earlier) -> HttpResponseBase | None:
        if act not in ACTS:
            raise Http404
        made = carry_over.decide(self.before, earlier, ACTS[act], by=self.request.user, at=self.at)
        if act == "change":
            url = reverse("comments:draft-edit", args=[made.draft_id])
            return redirect(f"{url}?language={earlier.remark.language}")
        said = self.kept(1) if act == "keep" else _("Comment withdrawn by your delegation.")
        messages.success(self.request, said)
        return None
