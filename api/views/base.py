"""What every address of the read API does first: key, throttle, policy, the person's own scope."""

import datetime as dt
import logging
import secrets
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from api import answers, tokens
from cica_portal import clock, state_names
from cica_portal.deadlines import local_date
from cica_portal.operation.requests_log import route_of
from cica_portal.web.security import security_log, throttle
from members.models import User

logger = logging.getLogger(__name__)

# So many questions a minute: of one token, and of one client's address without a good one.
OF_TOKEN, OF_STRANGER, MINUTE = 240, 30, 60
SCHEME = "Bearer "
METHODS = "GET, HEAD"


class BadQuestion(Exception):
    """A parameter of the address does not hold; the sentence says which."""


@method_decorator(csrf_exempt, name="dispatch")  # it reads alone, and takes no cookie for a key
class ApiView(View):
    """One address of the API. `permission` is asked about `find_subject()`, as on pages."""

    permission = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in {"GET", "HEAD"}:
            sentence = _("The API is read-only. Use GET or HEAD.")
            return answers.error(405, "read_only", sentence, Allow=METHODS)
        refusal = self.admit(request)
        if refusal is not None:
            return refusal
        with translation.override(self.user.language or translation.get_language()):
            try:
                return self.respond(*args, **kwargs)
            except Exception as error:  # every failure is told as JSON
                return self.failed(request, error)

    def admit(self, request: HttpRequest) -> HttpResponse | None:
        """Learn from the key who asks; or return why nothing is answered."""
        given = request.headers.get("Authorization", "")
        token = tokens.find(given.removeprefix(SCHEME), at=self.at) if given.startswith(SCHEME) else None
        if token is None:
            if not throttle.is_within(request, "api", most=OF_STRANGER, seconds=MINUTE):
                return self.too_many()
            if given:
                security_log.write(request, "token")
            sentence = _("Send a valid access token. You can create one on the page of your account.")
            return answers.error(401, "token_needed", sentence, WWW_Authenticate='Bearer realm="api"')
        if not throttle.counts_within(f"api-token:{token.pk}", most=OF_TOKEN, seconds=MINUTE):
            security_log.write(request, "too many")
            return self.too_many()
        self.user: User = token.user
        if tokens.lacks_second_factor(token.user):
            return answers.error(
                403, "second_factor_needed", _("Your role requires a second factor. Set one up to continue.")
            )
        tokens.note_use(token, on=local_date(self.at, "UTC"))
        return None

    def too_many(self) -> HttpResponse:
        sentence = _("Too many requests. Try again in a minute.")
        return answers.error(429, "too_many", sentence, Retry_After=str(MINUTE))

    def respond(self, *args: Any, **kwargs: Any) -> HttpResponse:
        subject = self.find_subject()
        state_names.as_of(subject)
        if self.permission and not self.user.has_perm(self.permission, subject):
            raise PermissionDenied
        return answers.answer(self.request, self.content(), frozen_at=self.frozen_at())

    def failed(self, request: HttpRequest, error: Exception) -> HttpResponse:
        if isinstance(error, Http404):
            return answers.error(404, "not_found", _("Not found."))
        if isinstance(error, PermissionDenied):
            security_log.write(request, "permission")
            return answers.error(403, "not_allowed", _("You do not have permission to do this."))
        if isinstance(error, BadQuestion):
            return answers.error(400, "bad_parameter", error)
        reference = secrets.token_hex(4).upper()
        logger.error("Reference %s: %s /%s", reference, request.method, route_of(request), exc_info=error)
        # Translators: reference is a short code of letters and digits
        sentence = _(
            "An error occurred in the portal. Quote this reference to the Secretariat: %(reference)s"
        ) % {"reference": reference}
        return answers.error(500, "failed", sentence)

    @cached_property
    def at(self) -> dt.datetime:
        return clock.now()

    def find_subject(self) -> Any:
        """Return what is asked for, in the person's own scope: anything else is a 404."""
        return self.user

    def content(self) -> Any:
        raise NotImplementedError

    def address(self, name: str, *args: Any) -> str:
        """Return the whole address of another answer."""
        return self.request.build_absolute_uri(reverse(f"api:{name}", args=args))

    def frozen_at(self) -> dt.datetime | None:
        """Return since when the answer is as it is, if it can never change."""
        return None


class ListView(ApiView):
    """One page of a list: `items(first, last)` takes what is between two places."""

    def content(self) -> dict[str, Any]:
        page, size = self.number("page", 1, 10_000), self.number("size", answers.SIZE, answers.MOST)
        first = (page - 1) * size
        items = self.items(first, first + size + 1)
        return answers.listed(self.request, items, page=page, size=size)

    def items(self, first: int, last: int) -> list[Any]:
        raise NotImplementedError

    def number(self, name: str, usual: int, most: int) -> int:
        given = self.request.GET.get(name, "")
        if not given:
            return usual
        if not (given.isascii() and given.isdigit() and len(given) < 7 and 1 <= int(given) <= most):
            # Translators: name is a parameter of the API, most the greatest number that is accepted
            raise BadQuestion(
                _("“%(name)s” must be a number from 1 to %(most)s.") % {"name": name, "most": most}
            )
        return int(given)


class Nothing(ApiView):
    """Any other address under the API."""

    def find_subject(self) -> Any:
        raise Http404
