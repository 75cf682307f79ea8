"""Browsers that an account has been signed in to before: what strangers do elsewhere is not counted to them.

A cookie that only the portal can write holds a word of the browser's own and the accounts that were opened in
it, as hashes of their names. It opens nothing; it says whose failed attempts are whose (rule 31).
"""

import secrets
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE_AGE = 400 * 24 * 60 * 60
# So many accounts does one browser know; the one that was opened longest ago is forgotten.
MOST = 12
_SALT = "known-browsers"
_ATTRIBUTE = "names_opened"


def known_as(request: HttpRequest, name_hash: str) -> str:
    """Return the word of the browser if the account of this name was opened in it before, else nothing."""
    cookie = _read(request)
    return cookie["browser"] if name_hash in cookie["names"] else ""


def remember(request: HttpRequest, name_hash: str) -> None:
    """Have the answer to this request tell the browser that the account of this name was opened in it."""
    setattr(request, _ATTRIBUTE, [*getattr(request, _ATTRIBUTE, []), name_hash])


def write(request: HttpRequest, response: HttpResponse) -> None:
    opened = getattr(request, _ATTRIBUTE, [])
    if not opened:
        return
    cookie = _read(request)
    names = list(dict.fromkeys([*reversed(opened), *cookie["names"]]))[:MOST]
    response.set_cookie(
        settings.BROWSER_COOKIE_NAME,
        signing.dumps({"browser": cookie["browser"], "names": names}, salt=_SALT, compress=True),
        max_age=COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest) -> dict[str, Any]:
    written = request.COOKIES.get(settings.BROWSER_COOKIE_NAME, "")
    try:
        found: dict[str, Any] = signing.loads(written, salt=_SALT, max_age=COOKIE_AGE)
        return found
    except signing.BadSignature:
        return {"browser": secrets.token_hex(16), "names": []}
