"""Joining what another State has proposed: what there is to join, the one click, and the way out of it."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cica_portal.languages import is_language
from cica_portal.web.pages import ActPage
from comments.models import Comment, DraftComment
from comments.views.base import uuid_of
from comments.views.writing.drafts import DraftPage, DraftView
from comments.writing import cosponsors


class DraftJoin(DraftPage):
    """One click joins what another State proposes; it leaves the delegation with its answer, not before."""

    http_method_names = ["post"]

    def find(self, comment: Any) -> None:
        self.comment = get_object_or_404(Comment.objects.select_related("response"), pk=comment)
        super().find(pk=self.comment.response.consultation_id)
        open_to = cosponsors.open_to(self.request.user, self.consultation, self.at)
        self.comment = get_object_or_404(open_to, pk=comment)
        self.language = self.comment.language

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
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
