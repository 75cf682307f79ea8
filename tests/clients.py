"""A client of the tests that sends what pages carry: to whom they were served."""

import re
from typing import Any, Self

from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from members.accounts import served

SHOWN = "HTTP_X_SERVED_TO"
# What a page says anew each time: marks against forgery, keys of forms, masked keys, the time that is left.
_OF_ONE_ANSWER = re.compile(
    r'nonce="[^"]*"|data-kept-keys="[^"]*"|data-session-ends-in="[^"]*"|value="[\w-]{36}"'
    r'|name="csrfmiddlewaretoken" value="[^"]*"|name="received_minute" value="[^"]*"'
)
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class PortalClient(Client):
    """Sends what it sends as from a page that was served to whoever was signed in at the last answer."""

    served_to = ""

    def force_login(self, user: Any, backend: str | None = None) -> None:
        super().force_login(user, backend=backend)
        self.be_served_to(user)

    def signed_in(self, user: Any) -> Self:
        """Sign in as `user`, in place of whoever was, and return itself."""
        self.force_login(user)
        return self

    def page(self, name: str, *args: object, **query: object) -> str:
        """Return the page of a named URL as it is sent."""
        return self.get(reverse(name, args=args), query).content.decode()

    def request(self, **request: Any) -> HttpResponseBase:
        if self.served_to and request.get("REQUEST_METHOD") in UNSAFE:
            request.setdefault(SHOWN, self.served_to)
        response = super().request(**request)
        self.be_served_to(response.wsgi_request.user)
        return response

    def be_served_to(self, user: Any) -> None:
        """Send from now on as from a page that was served to `user`."""
        self.served_to = served.mark(user) if user.is_authenticated else ""


def steady(page: str) -> str:
    """Return a page without what differs at each answer, so that two of them can be compared."""
    return _OF_ONE_ANSWER.sub("", page)
