"""To whom a page was served: what it sends belongs to that account and State, and to no other (rules 5, 37).

The mark names both, signed. It is not a second token against forgery: it answers the tab that was left open
when somebody else signed in, and the person who was moved to another State meanwhile.
"""

import re

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest

from members.models import User

FIELD = "served_to"
HEADER = "X-Served-To"

_OF_THE_FORM = frozenset({"csrfmiddlewaretoken", FIELD})
# What a form's own lists, keys, numbers, addresses and dates look like; anything else was typed.
_BY_THE_PORTAL = re.compile(r"[a-z0-9_:;,./?&=+-]*|[A-Z]{2}")


def mark(user: User) -> str:
    """Return what a page that is served to `user` carries with everything that it sends."""
    return _signer().sign(_of(user))


def is_for(request: HttpRequest) -> bool:
    """Tell whether what was sent, by form or script, comes from a page served to the person signed in."""
    given = request.POST.getlist(FIELD)
    if HEADER in request.headers:
        given = [*given, request.headers[HEADER]]
    own = _of(request.user) if request.user.is_authenticated else ""
    return bool(given) and all(_read(value) == own for value in given)


def named(value: str) -> tuple[str, str]:
    """Return the account and the State that a mark names, by key and code; "" and "" of a forged one."""
    account, _slash, state = (_read(value) or "").partition("/")
    return account, state


def typed(request: HttpRequest) -> list[str]:
    """Return what a person typed into the form that was sent: never a password, nothing of the form's own."""
    return [
        value
        for name, values in request.POST.lists()
        if name not in _OF_THE_FORM and "password" not in name
        for value in values
        if not _BY_THE_PORTAL.fullmatch(value.strip())
    ]


def _of(user: User) -> str:
    return f"{user.key}/{user.member_state.code if user.member_state else ''}"


def _read(value: str) -> str | None:
    try:
        return _signer().unsign(value)
    except BadSignature:
        return None


def _signer() -> Signer:
    return Signer(salt="members.accounts.served")
