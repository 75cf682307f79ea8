"""All accepted proposals at once: what one act takes into the text, and what waits for a person, with why."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cica_portal.errors import DomainError
from cica_portal.web.pages import CONFLICT, REFUSED, ConfirmPage
from comments.answering import dispositions
from comments.closed_refusals import CommentDropped, CommentGone, IntakeChanged
from comments.enums import Operation
from comments.forms.answering import NoChangeForm
from comments.models import Comment
from comments.reading.extents import Places
from comments.reading.filed import read_all
from comments.reading.readings import Reading
from comments.taking import by_hand, proposals, take, waiting
from comments.taking.take import Wording
from comments.taking.waiting import Held, Reason
from comments.views.base import ConsultationView
from comments.views.taking.choosing import BLOCK_ACTS
from plans import blocks
from plans.outline import revision_outline

# The reasons that the page of a comment settles; a language that is behind is settled in the editor.
BY_DECISION = frozenset({Reason.COLLIDES, Reason.LANGUAGES, Reason.CHANGED, Reason.CHOSEN})
BY_HAND = frozenset({Reason.PARTS, Reason.WHOLE, Reason.REMOVED, Reason.REMARK, Reason.REWORDED})


class MergeView(ConsultationView):
    """What the pages share: who may merge, the comments submitted, where the paragraphs stand."""

    permission = "comments.merge_proposals"

    def find(self, **kwargs: Any) -> None:
        super().find(**kwargs)
        if self.at < self.consultation.closes_at:
            raise Http404
        self.places = Places(revision_outline(self.consultation.revision))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        paper = self.consultation.revision.paper
        return super().get_context_data(
            paper=paper,
            is_editable=paper.is_editable,
            locked_by=None if paper.is_editable else proposals.locked_by(self.consultation),
            **kwargs,
        )

    def comment_page(self, row: Reading) -> str:
        return reverse("comments:disposition-detail", args=[self.consultation.pk, row.comment.pk])


class TakeAllIn(MergeView, ConfirmPage):
    """The preview of all accepted proposals that are not in the text, and the act that takes them in."""

    template_name = "comments/merge_all.html"

    def find(self, **kwargs: Any) -> None:
        super().find(**kwargs)
        self.plan = waiting.plan_taking(self.consultation, self.places)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            digest=self.plan.digest,
            intakes=[self.shown(one) for one in self.plan.wordings],
            structural=[
                {
                    "row": row,
                    "act": BLOCK_ACTS[Operation(row.comment.operation)],
                    "url": self.comment_page(row),
                }
                for row in self.plan.structural
            ],
            held=[self.waiting(one) for one in self.plan.held],
            **kwargs,
        )

    def shown(self, one: Wording) -> dict[str, Any]:
        states = dict.fromkeys(str(proposal.row.member_state) for proposal in one.proposals)
        return {
            "label": self.places.row(one.bench.key).label[one.bench.language],
            "language": one.bench.language,
            "states": ", ".join(states),
            "redline": one.redline,
            "url": self.comment_page(one.proposals[0].row),
        }

    def waiting(self, one: Held) -> dict[str, Any]:
        language = one.language or one.row.comment.language
        if one.reason in BY_HAND:
            url = reverse("comments:merge-by-hand", args=[self.consultation.pk, one.row.comment.pk])
        elif one.row.comment.operation in BLOCK_ACTS or (one.key and one.reason in BY_DECISION):
            url = self.comment_page(one.row)
        else:
            editor = reverse("plans:paper-edit", args=[self.consultation.revision.paper.slug])
            url = f"{editor}?at={one.key}#b-{one.key}" if one.key else editor
        return {
            "row": one.row,
            "label": self.places.row(one.key).cited(language) if one.key else "",
            "language": language,
            "sentence": one.reason.value,
            "others": ", ".join(one.others),
            "found": one.found.value if one.found else "",
            "url": url,
        }

    def act(self) -> HttpResponseBase:
        number = len(self.plan.wordings) + len(self.plan.structural)
        take.take(
            self.consultation,
            self.plan.items,
            digest=self.request.POST.get("digest", ""),
            by=self.request.user,
            at=self.at,
        )
        # Translators: %(number)s is how many paragraphs, each in one language, were changed.
        said = ngettext(
            "%(number)s change made in the draft. Update the other languages in the editor.",
            "%(number)s changes made in the draft. Update the other languages in the editor.",
            number,
        )
        messages.success(self.request, said % {"number": number})
        return redirect("comments:merge-all", pk=self.consultation.pk)

    def refused(self, refusal: DomainError) -> HttpResponseBase:
        has_changed = isinstance(refusal, IntakeChanged | blocks.StaleBlock)
        messages.error(self.request, str(IntakeChanged() if has_changed else refusal))
        return self.page(status=CONFLICT if has_changed else REFUSED)


class TakenByHand(MergeView, ConfirmPage):
    """One accepted comment that the machine cannot place: which changes of the draft say what it asks, or why
    it asks for none."""

    template_name = "comments/merge_by_hand.html"
    again = {DomainError: REFUSED}
    done = gettext_lazy("Recorded where the text says what the State asked for.")

    def find(self, comment: Any, **kwargs: Any) -> None:
        super().find(**kwargs)
        self.row = next((one for one in read_all(self.consultation) if one.comment.pk == comment), None)
        if self.row is None:
            made = Comment.objects.filter(response__consultation=self.consultation)
            get_object_or_404(made, pk=comment)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return super().get(request) if self.row else self.refused(CommentGone())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.row and self.unchanged.is_bound and not self.unchanged.is_valid():
            return self.page(status=REFUSED)
        return super().post(request)

    @cached_property
    def unchanged(self) -> NoChangeForm:
        return NoChangeForm(self.request.POST if "no_change" in self.request.POST else None)

    def refused(self, refusal: DomainError) -> HttpResponseBase:
        if self.row:
            return super().refused(refusal)
        self.say_refused(refusal)
        return redirect("comments:merge-all", pk=self.consultation.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        written = by_hand.written(self.consultation, self.row, self.places)
        in_range = {one.edit for one in written if one.is_in_range}
        chosen = self.chosen() if self.request.method == "POST" else in_range
        return super().get_context_data(
            row=self.row,
            written=written,
            chosen=chosen,
            unchanged=self.unchanged,
            **kwargs,
        )

    def act(self) -> HttpResponseBase:
        if self.row is None:
            raise CommentDropped
        if self.unchanged.is_bound:
            self.done = _("Recorded why no change is needed.")
            reason = self.unchanged.cleaned_data["no_change"]
            dispositions.need_no_change(self.row.comment, reason, by=self.request.user, at=self.at)
            return redirect("comments:merge-all", pk=self.consultation.pk)
        by_hand.record(
            self.consultation, self.row, self.places, edits=self.chosen(), by=self.request.user, at=self.at
        )
        return redirect("comments:merge-all", pk=self.consultation.pk)

    def chosen(self) -> set[int]:
        return {int(one) for one in self.request.POST.getlist("edit") if one.isdecimal()}
