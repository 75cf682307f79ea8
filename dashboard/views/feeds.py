"""Calendars and the feed to subscribe to: their addresses and password, and the feed itself."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from cica_portal import organization
from cica_portal.web.addresses import absolute
from dashboard.telling import feeds
from dashboard.views.base import DashboardPage
from members.accounts import feed_keys
from members.models import User
from members.views.private_feeds import PrivateFeed


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
        if organization.policy("CALENDARS_BY_PASSWORD"):
            calendar, feed = self.address("comments:own-calendar"), self.address("dashboard:own-feed")
            return {"password": token, "personal": calendar, "feed": feed}
        return {
            "personal": self.address("comments:person-calendar", token),
            "feed": self.address("dashboard:feed", token),
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

    def address(self, name: str, *arguments: Any) -> str:
        return absolute(name, *arguments) or self.request.build_absolute_uri(reverse(name, args=arguments))


class Feed(PrivateFeed):
    """The acts that the person of the token may know of, in that person's language."""

    content_type = feeds.CONTENT_TYPE

    def content(self, person: User, language: str) -> bytes:
        token = self.kwargs.get("token")
        address = absolute("dashboard:feed", token) if token else absolute("dashboard:own-feed")
        return feeds.written(person, language, address=address)
