"""Calendars and the feed to subscribe to: their addresses and password, and the feed itself."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from cica_portal import organization
from cica_portal.languages import pick, reader_language
from cica_portal.web.addresses import absolute
from comments.models import Consultation
from dashboard.telling import feeds
from dashboard.views.base import DashboardPage
from initiatives.models import PUBLISHED, Initiative
from members.accounts import feed_keys
from members.models import User
from members.views.private_feeds import PrivateFeed
from plans.models import ConceptPaper, ConfidenceBuildingMeasure

# By what each is asked for: a password that is shown with it, or a secret address.
OWN = {
    "person": "comments:own-calendar",
    "plan": "comments:own-plan-calendar",
    "measure": "comments:own-measure-calendar",
    "feed": "dashboard:own-feed",
}
SECRET = {
    "person": "comments:person-calendar",
    "plan": "comments:plan-calendar",
    "measure": "comments:measure-calendar",
    "feed": "dashboard:feed",
}


class Subscriptions(DashboardPage):
    """The addresses under which a person's calendars and feed are read by other programmes."""

    def get(self, request: HttpRequest) -> HttpResponse:
        key = feed_keys.current(request.user)
        context: dict[str, Any] = {
            "key": key,
            "by_password": organization.policy("CALENDARS_BY_PASSWORD"),
        }
        if key is not None:
            context |= self.addresses(feed_keys.token(key))
        return self.page("dashboard/subscriptions.html", context)

    def addresses(self, token: str) -> dict[str, Any]:
        """Return the addresses, with the token in them only where it is not shown as a password."""
        by_password = organization.policy("CALENDARS_BY_PASSWORD")
        names, held = (OWN, ()) if by_password else (SECRET, (token,))
        measures = ConfidenceBuildingMeasure.objects.filter(pk__in=self.papers().values("measure"))
        return {
            "password": token if by_password else "",
            "personal": self.address(names["person"], *held),
            "feed": self.address(names["feed"], *held),
            "plans": [(title, self.address(names["plan"], *held, slug)) for slug, title in self.plans()],
            "measures": [(one.title, self.address(names["measure"], *held, one.code)) for one in measures],
        }

    def post(self, request: HttpRequest) -> HttpResponse:
        by_password = organization.policy("CALENDARS_BY_PASSWORD")
        if request.POST.get("act") == "revoke":
            feed_keys.revoke(request.user, at=self.at)
            said = _("Password revoked.") if by_password else _("Private addresses closed.")
        else:
            feed_keys.make(request.user, at=self.at)
            said = (
                _("New password created. An earlier one no longer works.")
                if by_password
                else _("New addresses created. The earlier ones no longer work.")
            )
        messages.success(request, said)
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
        token = self.kwargs.get("token")
        address = absolute("dashboard:feed", token) if token else absolute("dashboard:own-feed")
        return feeds.written(person, language, address=address)
