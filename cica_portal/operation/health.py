"""Health means that work can be done and was done lately, not that a process is up (rule 21)."""

from collections.abc import Callable

import redis
from django.conf import settings
from django.db import connection
from django.db.utils import Error as DatabaseError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

Check = Callable[[], bool]

_checks: dict[str, Check] = {}


def register(name: str, check: Check) -> None:
    """Let an app add a check of its own, from its `ready()`: true when all is well."""
    _checks[name] = check


def database_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        row: tuple[int] | None = cursor.fetchone()
    return row == (1,)


def redis_answers() -> bool:
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
    """Answer 200 while pages can be served: what a proxy asks that takes an unwell server out of service.

    Neither a queue that is away nor work left undone is a reason to keep people from filing.
    """
    try:
        lives = database_answers()
    except DatabaseError:
        lives = False
    answer = JsonResponse({"lives": lives}, status=200 if lives else 503)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Answer 200 when every check holds, else 503; says which, and nothing else about the portal."""
    results = {}
    for name, check in _checks.items():
        try:
            results[name] = check()
        except DatabaseError:
            results[name] = False
    well = all(results.values())
    answer = JsonResponse({"healthy": well, "checks": results}, status=200 if well else 503)
    answer.headers["Cache-Control"] = "no-store"
    return answer
