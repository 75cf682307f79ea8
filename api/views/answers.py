"""How the API answers: JSON in English with a mark by which a client knows what it has, a list by pages, an
error as a sentence with a word for programs. Permissions are those of pages."""

import datetime as dt
import functools
import hashlib
import logging
import secrets
from collections.abc import Callable, Sequence
from typing import Any, cast
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, http_date
from ninja import NinjaAPI, Query, Router
from ninja.errors import AuthenticationError, ValidationError
from ninja.security import HttpBearer

from api import schemas, tokens
from cica_portal import clock, state_names
from cica_portal.deadlines import local_date
from cica_portal.operation.requests_log import route_of
from cica_portal.version import version
from cica_portal.web.downloads import with_charset
from cica_portal.web.security import security_log, throttle
from members.models import User

logger = logging.getLogger(__name__)

# So many requests a minute: of one token, and of one client's address without a good one.
OF_TOKEN, OF_STRANGER, MINUTE = 240, 30, 60
PAGE: Any = Query(1, ge=1, le=10_000, description="page of the list")
SIZE: Any = Query(50, ge=1, le=100, description="entries per page")


ERRORS = frozenset({400, 401, 403, 404, 405, 429, 500})


class Refused(Exception):
    """A request is refused: its status, a word for programs, a sentence, and headers."""

    def __init__(self, status: int, code: str, sentence: str, **headers: str) -> None:
        super().__init__(sentence)
        self.status, self.code, self.headers = status, code, headers


def too_many() -> Refused:
    sentence = "Too many requests. Try again in a minute."
    return Refused(429, "too_many", sentence, **{"Retry-After": str(MINUTE)})


class Bearer(HttpBearer):
    """A person's access token: whoever may no longer act is refused at the next request (rule 6)."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        at = clock.now()
        found = tokens.find(token, at=at)
        if found is None:
            return None
        if not throttle.counts_within(f"api-token:{found.pk}", most=OF_TOKEN, seconds=MINUTE):
            security_log.write(request, "too many")
            raise too_many()
        if tokens.lacks_second_factor(found.user):
            sentence = "Your role requires a second factor. Set one up to continue."
            raise Refused(403, "second_factor_needed", sentence)
        tokens.note_use(found, on=local_date(at, "UTC"))
        return found.user


class PortalApi(NinjaAPI):
    """The API: what differs from the framework is how it marks what it answers."""

    def get_root_path(self, path_params: dict[str, Any]) -> str:
        return reverse("api:me").removesuffix("me/")

    def create_response(self, request: HttpRequest, data: Any, **options: Any) -> HttpResponse:
        response = super().create_response(request, data, **options)
        return marked(request, private(response)) if response.status_code == 200 else private(response)


api = PortalApi(
    title="Read API of the consultation portal",
    version=version(),
    description=(
        "Returns what the pages show to the owner of the access token, with the same permissions and at the "
        "same time. It changes nothing. Texts are objects by language."
    ),
    auth=Bearer(),
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
)


def reads(
    router: Router, path: str, name: str, summary: str, response: Any = None, **options: Any
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a function that answers GET at `path`; parameters that it does not declare are refused."""

    def registered(function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def read(request: HttpRequest, **values: Any) -> Any:
            for parameter, given in request.GET.lists():
                if parameter not in values or len(given) > 1:
                    raise Refused(400, "bad_parameter", f"“{parameter}” is unknown here, or given twice.")
            return function(request, **values)

        told = {"response": {200: response, ERRORS: schemas.Error}} if response else {}
        router.get(path, url_name=name, summary=summary, by_alias=True, **told, **options)(read)
        return function

    return registered


def require(request: HttpRequest, permission: str, subject: Any = None) -> None:
    """Refuse who may not do this with the subject, as pages do; States are named as at its day."""
    state_names.as_of(subject)
    if not person_of(request).has_perm(permission, subject):
        raise PermissionDenied


def person_of(request: HttpRequest) -> User:
    return cast(User, request.auth)  # type: ignore[attr-defined]  # what Bearer returned


def address(request: HttpRequest, name: str, *args: Any) -> str:
    """Return the whole address of another answer, or of a file."""
    return request.build_absolute_uri(reverse(name, args=args))


def paged(
    request: HttpRequest,
    rows: QuerySet[Any] | Sequence[Any],
    shaped: Callable[[list[Any]], list[Any]],
    *,
    page: int,
    size: int,
) -> dict[str, Any]:
    """Return one page of a list and the address of the next one, if there is one."""
    first = (page - 1) * size
    found = list(rows[first : first + size + 1])
    following = None
    if len(found) > size:
        query = urlencode({**request.GET.dict(), "page": page + 1})
        following = request.build_absolute_uri(f"{request.path}?{query}")
    return {"items": shaped(found[:size]), "next": following}


def as_file(request: HttpRequest, body: bytes, content_type: str, name: str) -> HttpResponse:
    response = private(HttpResponse(body, content_type=with_charset(content_type)))
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    return marked(request, response)


def freeze(request: HttpRequest, since: dt.datetime) -> None:
    """Say since when an answer is as it is: it can never change."""
    request.frozen_at = since  # type: ignore[attr-defined]


def marked(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Add the mark by which a client knows what it has, or return 304; what is frozen has Last-Modified."""
    etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response.headers["ETag"] = etag
    since: dt.datetime | None = getattr(request, "frozen_at", None)
    modified = int(since.timestamp()) if since is not None else None
    if modified is not None:
        response.headers["Last-Modified"] = http_date(modified)
    return get_conditional_response(request, etag, modified, response) or response


def private(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Authorization, Cookie"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@api.exception_handler(Refused)
def tell_refusal(request: HttpRequest, refused: Refused) -> HttpResponse:
    told = {"error": {"status": refused.status, "code": refused.code, "message": str(refused)}}
    response = api.create_response(request, told, status=refused.status)
    for name, value in refused.headers.items():
        response.headers[name] = value
    return response


@api.exception_handler(AuthenticationError)
def tell_stranger(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    if not throttle.is_within(request, "api", most=OF_STRANGER, seconds=MINUTE):
        return tell_refusal(request, too_many())
    if request.headers.get("Authorization"):
        security_log.write(request, "token")
    sentence = "Send a valid access token. You can create one on the page of your account."
    return tell_refusal(
        request, Refused(401, "token_needed", sentence, **{"WWW-Authenticate": 'Bearer realm="api"'})
    )


@api.exception_handler(ValidationError)
def tell_bad_value(request: HttpRequest, error: ValidationError) -> HttpResponse:
    first = error.errors[0]
    return tell_refusal(request, Refused(400, "bad_parameter", f"“{first['loc'][-1]}”: {first['msg']}."))


@api.exception_handler(Http404)
def tell_missing(request: HttpRequest, _error: Http404) -> HttpResponse:
    return tell_refusal(request, Refused(404, "not_found", "Not found."))


@api.exception_handler(PermissionDenied)
def tell_not_allowed(request: HttpRequest, _error: PermissionDenied) -> HttpResponse:
    security_log.write(request, "permission")
    return tell_refusal(request, Refused(403, "not_allowed", "You do not have permission to do this."))


@api.exception_handler(Exception)
def tell_failure(request: HttpRequest, error: Exception) -> HttpResponse:
    reference = secrets.token_hex(4).upper()
    logger.error("Reference %s: %s /%s", reference, request.method, route_of(request), exc_info=error)
    sentence = f"An error occurred in the portal. Quote this reference to the Secretariat: {reference}"
    return tell_refusal(request, Refused(500, "failed", sentence))


def reading_alone(view: Callable[..., Any]) -> Callable[..., HttpResponse]:
    """Answer any other method as all errors are answered, before anybody is asked who asks."""

    @functools.wraps(view)
    def answered(request: HttpRequest, **values: Any) -> HttpResponse:
        if request.method not in {"GET", "HEAD"}:
            refused = Refused(405, "read_only", "The API is read-only. Use GET or HEAD.", Allow="GET, HEAD")
            return tell_refusal(request, refused)
        asked, request.method = (
            request.method,
            "GET",
        )  # the framework knows no HEAD, the server drops the body
        response = view(request, **values)
        request.method = asked
        return cast(HttpResponse, response)

    answered.csrf_exempt = True  # type: ignore[attr-defined]  # it reads alone, and takes no cookie for a key
    return answered
