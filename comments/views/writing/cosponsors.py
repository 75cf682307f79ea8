"""Joining what another State has proposed: what there is to join, the one click, and the way out of it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRefresh

from cica_portal.languages import is_language
from cica_portal.web.pages import REFUSED, ActPage, ConfirmPage, lead_to
from comments.enums import JoinDecision, Position
from comments.models import Comment, DraftComment
from comments.procedure.deadlines import grants
from comments.procedure.lists import overview
from comments.remarks.presentation import show
from comments.remarks.ranges import Places
from comments.views.base import ConsultationView, named_comment, uuid_of
from comments.views.writing.drafts import DraftPage, DraftView
from comments.writing import cosponsors, lost_joins, responses
from comments.writing.join_refusals import LeavingTooLate, ProposalGone
from plans.outline import revision_outline


class DraftJoin(DraftPage):
    """One click joins what another State proposes; it leaves the delegation with its answer, not before.

    Where the proposal is read away from the text, this page shows it first.
    """

    http_method_names = ["get", "head", "post"]
    template_name = "comments/draft_join.html"

    def find(self, named: str, **kwargs: Any) -> None:
        super().find(**kwargs)
        reader = (self.request.user, self.consultation, self.at)
        self.comment = named_comment(cosponsors.once_open_to(*reader), named)
        self.is_gone = not cosponsors.open_to(*reader).filter(pk=self.comment.pk).exists()
        self.language = self.comment.language

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.is_gone:
            return self.refused()
        places = Places(revision_outline(self.consultation.revision))
        context = {
            "said": show(self.comment, places),
            "proposer": self.comment.response.member_state,
            "consultation": self.consultation,
            "revision": self.consultation.revision,
            "back_url": self.place_url(),
        }
        return render(request, self.template_name, context)

    def place_url(self) -> str:
        return self.text_url(f"b-{self.comment.block_key}" if self.comment.block_key else "whole")

    def refused(self) -> HttpResponseBase:
        """Lead back to the text, which no longer has what was to be joined."""
        self.say_refused(ProposalGone())
        return HttpResponseClientRefresh() if self.is_in_place else lead_to(self.request, self.place_url())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.is_gone:
            return self.refused()
        draft = cosponsors.join(self.comment, by=request.user, at=self.at)
        return self.saved(
            draft,
            _("Joined in a draft of your delegation. This becomes official with your State’s response."),
        )


class DraftPart(ActPage, DraftView):
    """Makes a joined proposal a comment of the own State, and opens it for writing."""

    def act(self) -> None:
        cosponsors.part(self.draft, by=self.request.user, at=self.at)

    def back(self) -> HttpResponseBase:
        return redirect(reverse("comments:draft-edit", args=[self.draft.pk]) + self.query())


class JoinDecide(ConsultationView, ConfirmPage):
    """A proposal that the State joined and that is no longer in force: keep it as its own, or leave it."""

    template_name = "comments/join_decide.html"
    again = {LeavingTooLate: REFUSED}
    comment: Comment
    is_left = False

    def find(self, comment: Any, **kwargs: Any) -> None:
        super().find(**kwargs)
        own = self.request.user.member_state_id if self.request.user.is_delegate else None
        joining = Comment.objects.filter(
            response__consultation=self.consultation, response__member_state=own, joins__isnull=False
        )
        related = ("response__consultation", "response__member_state", "joins__response__member_state")
        self.comment = get_object_or_404(joining.select_related(*related), pk=comment)
        self.comment.response.consultation = self.consultation
        self.standing = lost_joins.state_of(self.comment)
        if not self.standing.is_lost and self.standing.choice is None:
            self.go_on()

    def go_on(self) -> None:
        """Go on from the comment of a former response, which a message named, to that of the one in force; if
        it is in force itself, there is nothing to decide."""
        former = self.comment
        in_force = responses.in_force(self.consultation, former.response.member_state_id)
        if in_force is not None and in_force.pk == former.response_id:
            raise Http404
        own = in_force.comments.filter(joins=former.joins_id).first() if in_force else None
        self.is_left = own is None
        if own is not None:
            own.response = in_force
            own.response.consultation, own.joins = self.consultation, former.joins
            self.comment, self.standing = own, lost_joins.state_of(own)
            if not self.standing.is_lost:
                raise Http404

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.left() if self.is_left else super().get(request, *args, **kwargs)

    def left(self) -> HttpResponseBase:
        messages.info(self.request, _("The response of your State no longer contains the proposal."))
        return super().back()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        places = Places(revision_outline(self.consultation.revision))
        said = show(self.comment, places, is_lost=True)
        standing, user = lost_joins.state_of(self.comment), self.request.user
        is_open = standing.is_lost and standing.choice is None and not standing.is_decided
        return super().get_context_data(
            said=said,
            choice=standing.choice,
            is_decided=standing.is_decided,
            can_decide=is_open and user.has_perm("comments.submit_response", self.consultation),
            others=self.comment.response.comments.exclude(pk=self.comment.pk).count(),
            takes_answers=overview.takes_answers(self.consultation, self.at),
            may_ask=user.has_perm("comments.ask_for_time", self.consultation)
            and grants.receives(self.consultation),
            **kwargs,
        )

    def act(self) -> HttpResponseBase:
        user = self.request.user
        if self.is_left:
            return self.left()
        if self.request.POST.get("decision") == JoinDecision.LEFT:
            response = lost_joins.leave(self.comment, by=user)
            messages.success(
                self.request,
                _("Support withdrawn. This is the receipt of the response without the proposal.")
                if response.position == Position.COMMENTS
                else _(
                    "Support withdrawn. There was no other comment: the response of your State is withdrawn."
                ),
            )
            return redirect("comments:receipt-detail", number=response.receipt.number)
        lost_joins.keep(self.comment, by=user, at=self.at)
        messages.success(self.request, _("Proposal kept as your State’s own."))
        return self.back()

    def back(self) -> HttpResponseBase:
        return redirect("comments:join-decide", **self.kwargs)


class DraftSimilar(DraftPage):
    """What others propose on the same paragraph, the most similar to what is being typed first."""

    http_method_names = ["post"]
    template_name = "comments/_offers.html"

    def find(self, pk: int, key: Any, **kwargs: Any) -> None:
        super().find(pk=pk, **kwargs)
        self.place(key)
        language = self.request.POST.get("language", "")
        self.language = language if is_language(language) else self.reading_language
        # No draft yet, or no mark of any: then the offers are those for a new comment.
        mark = uuid_of(self.request.GET.get("draft", ""))
        self.draft = DraftComment.objects.visible_to(self.request.user).filter(pk=mark).first()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        context = {"offers": self.offers(self.form(request.POST)), "query": self.query()}
        return render(request, self.template_name, context)
