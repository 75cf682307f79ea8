"""Joining what another State has proposed: what there is to join, the one click, and the way out of it."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRefresh

from cica_portal.errors import Refusal
from cica_portal.languages import is_language
from cica_portal.web.pages import ActPage, lead_to
from comments.models import DraftComment
from comments.reading.extents import Places
from comments.reading.readings import read
from comments.views.base import named_comment, uuid_of
from comments.views.writing.drafts import DraftPage, DraftView
from comments.writing import cosponsors
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
            "said": read(self.comment, places),
            "proposer": self.comment.response.member_state,
            "consultation": self.consultation,
            "revision": self.consultation.revision,
            "back_url": self.place_url(),
        }
        return render(request, self.template_name, context)

    def place_url(self) -> str:
        return self.text_url(self.comment.block_key)

    def refused(self) -> HttpResponseBase:
        """Lead back to the text, which no longer has what was to be joined."""
        self.say_refused(Refusal("comments.proposal_gone"))
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
