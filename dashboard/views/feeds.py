"""Calendars and the feed to subscribe to: their private addresses, and the feed itself."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from cica_portal.languages import pick, reader_language
from cica_portal.web.addresses import absolute
from comments.models import Consultation
from dashboard import feeds
from dashboard.views.base import DashboardPage
from initiatives.models import PUBLISHED, Initiative
from members.accounts import feed_keys
from members.models import User
from members.views.private_feeds import PrivateFeed
from plans.models import ConceptPaper, ConfidenceBuildingMeasure


class Subscriptions(DashboardPage):
    """The addresses under which a person's calendars and feed are read by other programmes."""

    def get(self, request: HttpRequest) -> HttpResponse:
        key = feed_keys.current(request.user)
        context: dict[str, Any] = {"key": key}
        if key is not None:
            token = feed_keys.token(key)
            context |= {
                "personal": self.address("comments:person-calendar", token),
                "feed": self.address("dashboard:feed", token),
                "plans": [
                    (title, self.address("comments:plan-calendar", token, slug))
                    for slug, title in self.plans()
                ],
                "measures": [
                    (measure.title, self.address("comments:measure-calendar", token, measure.code))
                    for measure in ConfidenceBuildingMeasure.objects.filter(
                        pk__in=self.papers().values("measure")
                    )
                ],
            }
        return self.page("dashboard/subscriptions.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        if request.POST.get("act") == "revoke":
            feed_keys.revoke(request.user, at=self.at)
            messages.success(request, _("Private addresses closed."))
        else:
            feed_keys.make(request.user, at=self.at)
            messages.success(request, _("New addresses created. The earlier ones no longer work."))
        return redirect("dashboard:subscriptions")

    def papers(self) -> Any:
        user = self.request.user
        known = (
            Q(status__in=PUBLISHED)
            | Q(pk__in=ConceptPaper.objects.visible_to(user).values("pk"))
            | Q(pk__in=Consultation.objects.visible_to(user).values("revision__paper"))
            | Q(pk__in=Initiative.objects.visible_to(user).values("paper"))
        )
        return ConceptPaper.objects.filter(known)

    def plans(self) -> list[tuple[str, str]]:
        """Return slug and title of the plans that the person knows of, as they were last frozen."""
        language = reader_language()
        found = self.papers().select_related("measure").annotate(last_titles=feeds.titles("pk"))
        return [
            (paper.slug, pick(paper.last_titles or {}, language) or paper.measure.title)
            for paper in found.order_by("-period_from", "slug")
        ]

    def address(self, name: str, *arguments: Any) -> str:
        return absolute(name, *arguments) or self.request.build_absolute_uri(reverse(name, args=arguments))


class Feed(PrivateFeed):
    """The acts that the person of the token may know of, in that person's language."""

    content_type = feeds.CONTENT_TYPE

    def content(self, person: User, language: str) -> bytes:
        return feeds.written(person, language, address=absolute("dashboard:feed", self.kwargs["token"]))
