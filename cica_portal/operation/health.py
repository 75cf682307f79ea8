"""Alive, ready, well: three questions, of who starts a process, who sends people to it, who is called.

Well means that work can be done and was done lately, not that a process is up (rule 21).
"""

import logging
from collections.abc import Callable

from django.conf import settings
from django.db import connection
from django.db.utils import Error as DatabaseError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

logger = logging.getLogger(__name__)

Check = Callable[[], bool]

_checks: dict[str, Check] = {}
_watches: list[Callable[[], None]] = []


def register(name: str, check: Check) -> None:
    """Let an app add a check of its own, from its `ready()`: true when all is well."""
    _checks[name] = check


def on_ready(watch: Callable[[], None]) -> Callable[[], None]:
    """Let an app look at something each time that a ready process is asked: while workers may be dead."""
    _watches.append(watch)
    return watch


def database_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        row: tuple[int] | None = cursor.fetchone()
    return row == (1,)


def redis_answers() -> bool:
    import redis  # noqa: PLC0415 - 6 MiB, which a process without Redis never needs

    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1) as server:
            return bool(server.ping())
    except redis.RedisError:
        return False


register("database", database_answers)
if settings.REDIS_URL:
    register("redis", redis_answers)


@require_safe
def life(request: HttpRequest) -> JsonResponse:
    """Answer 200 while the process answers at all: who started it starts it anew when it does not."""
    return _answer({"lives": True}, is_good=True)


@require_safe
def readiness(request: HttpRequest) -> JsonResponse:
    """Answer 200 while pages can be served: what a proxy asks that takes an unwell server out of service.

    Neither a queue that is away nor work left undone is a reason to keep people from filing; both are said.
    """
    results = _results()
    is_ready = results["database"]
    if is_ready:
        for watch in _watches:
            try:
                watch()
            except DatabaseError:  # a full disk takes nothing in, and people can still read
                logger.exception("What calls the operators could not look")
    return _answer({"ready": is_ready, "checks": results}, is_good=is_ready)


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Answer 200 when every check holds, else 503; says which, and nothing else about the portal."""
    results = _results()
    well = all(results.values())
    return _answer({"healthy": well, "checks": results}, is_good=well)


def _results() -> dict[str, bool]:
    results = {}
    for name, check in _checks.items():
        try:
            results[name] = check()
        except DatabaseError:
            results[name] = False
    return results


def _answer(said: dict[str, object], *, is_good: bool) -> JsonResponse:
    answer = JsonResponse(said, status=200 if is_good else 503)
    answer.headers["Cache-Control"] = "no-store"
    return answer
