"""Answers as JSON: with a mark by which a client knows what it has, errors as a sentence with a word."""

import datetime as dt
import hashlib
import json
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, http_date

from cica_portal.web.downloads import with_charset

JSON = "application/json; charset=utf-8"
SIZE, MOST = 50, 100


def answer(request: HttpRequest, content: Any, *, frozen_at: dt.datetime | None = None) -> HttpResponse:
    """Return the answer, or 304 to a client that has it."""
    return marked(request, _json(content), frozen_at=frozen_at)


def marked(
    request: HttpRequest, response: HttpResponse, *, frozen_at: dt.datetime | None = None
) -> HttpResponse:
    """Add the mark by which a client knows what it has; what can still change has no Last-Modified."""
    etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response.headers["ETag"] = etag
    modified = int(frozen_at.timestamp()) if frozen_at is not None else None
    if modified is not None:
        response.headers["Last-Modified"] = http_date(modified)
    found = get_conditional_response(request, etag, modified, response)
    return found if found is not None else response


def listed(request: HttpRequest, items: list[Any], *, page: int, size: int) -> dict[str, Any]:
    """Return one page of a list; `items` has one more than the page where there is a next one."""
    following = None
    if len(items) > size:
        query = request.GET.copy()
        query["page"] = str(page + 1)
        following = request.build_absolute_uri(f"{request.path}?{urlencode(query, doseq=True)}")
    return {"items": items[:size], "next": following}


def error(status: int, code: str, sentence: Any, **headers: str) -> HttpResponse:
    response = _json({"error": {"status": status, "code": code, "message": str(sentence)}}, status=status)
    for name, value in headers.items():
        response.headers[name.replace("_", "-")] = value
    return response


def as_file(body: bytes, content_type: str, name: str) -> HttpResponse:
    response = _private(HttpResponse(body, content_type=with_charset(content_type)))
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    return response


def _json(content: Any, *, status: int = 200) -> HttpResponse:
    body = json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":"))
    return _private(HttpResponse(body, content_type=JSON, status=status))


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Authorization, Accept-Language, Cookie"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def instant(value: dt.datetime | None, zone: str = "UTC") -> str | None:
    """Return an instant with the offset that holds in the zone."""
    return value.astimezone(ZoneInfo(zone)).isoformat() if value else None
