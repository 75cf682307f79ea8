"""Corrections and data of the organization in force, in every process: a file beside the documents tells that
others hold now.

The database is the truth. The file is a mark that each process compares before a request and before a sweep,
by its time alone, without a query; only when it has changed are the corrections read again, in one. A sweep
writes the mark anew where it does not agree with the database.
"""

import logging
import os
import threading
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from cica_portal import organization
from cica_portal.messages import overlay
from cica_portal.text import sha256
from members.installation import house
from phrases.enums import Kind
from phrases.models import Correction
from phrases.texts import checks, mails, named
from phrases.texts.catalogue import phrases

logger = logging.getLogger(__name__)

# In the mark, before the number of the last part of the organization's data, if any was ever written.
HOUSE = " house "

Mark = tuple[int, int, int] | str | None

_lock = threading.Lock()
# The mark by which this process has read the corrections; without one none was ever approved.
_seen: Mark = None


def refresh() -> None:
    """Let the corrections hold that were approved since this process looked last; cheap when none were."""
    global _seen
    if _mark() == _seen:
        return
    with _lock:
        mark = _mark()
        if mark == _seen:
            return
        try:
            _load()
        except DatabaseError:
            logger.exception("The corrections of wordings cannot be read; those of before hold on")
            return
        _seen = mark


class WordingMiddleware:
    """Let a page be said in the wordings that hold at this moment, in whatever process it is made."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        refresh()
        return self.get_response(request)


def publish() -> None:
    """Tell every process that other corrections hold, this one at once. Called after the act is committed."""
    _write(_edition(_in_use()))
    refresh()


def keep() -> bool:
    """Write the mark anew if it does not agree with the database; tell whether it had to be written."""
    found = _read()
    if not found and not Correction.objects.of_portal().exists() and not house.edition():
        return False  # nothing was ever corrected, no data of the organization written
    if found == (expected := _edition(_in_use())):
        return False
    _write(expected)
    return True


def forget() -> None:
    """Let the portal's own wordings hold in this process, and take the mark away: for tests."""
    global _seen
    _file().unlink(missing_ok=True)
    cache.delete(SHARED)
    organization.put({})
    overlay.put({}, "")
    mails.put({})
    _seen = None


def _load() -> None:
    _corrections, _house, last = _read().partition(HOUSE)
    found, parts = _in_use(), house.parts() if last else {}
    known = phrases() if found or parts else {}
    organization.put(parts)
    wordings: dict[str, dict[overlay.Key, str]] = defaultdict(dict, named.wordings(parts) if parts else {})
    letters: dict[tuple[str, str], str] = {}
    for correction in found:
        phrase = known.get(correction.key)
        if phrase is None or checks.faults(phrase, correction.language, correction.forms):
            continue  # its page says so
        if correction.kind == Kind.MAIL:
            letters[correction.language, correction.message] = correction.forms[0]
        else:
            wordings[correction.language] |= _entries(correction)
    mails.put(letters)
    overlay.put(wordings, _named(found, last) if found or parts else "")


def _entries(correction: Correction) -> dict[overlay.Key, str]:
    message, context = correction.message, correction.context
    if not correction.plural:
        return {overlay.key(message, context): correction.forms[0]}
    return {overlay.key(message, context, place): text for place, text in enumerate(correction.forms)}


def _in_use() -> list[Correction]:
    return list(Correction.objects.of_portal().in_use().order_by("pk"))


def _edition(found: list[Correction]) -> str:
    return _named(found, house.edition() or "")


def _named(found: list[Correction], last: int | str) -> str:
    return sha256([correction.pk for correction in found]) + (f"{HOUSE}{last}" if last else "")


# The mark --------------------------------------------------------------------------------------------
# A file beside the documents; where several hosts share a Redis, a word there: they may share no folder.
SHARED = "wording-edition"


def _file() -> Path:
    return Path(settings.MEDIA_ROOT) / "wording" / "edition"


def _mark() -> Mark:
    if settings.REDIS_URL:
        shared: str | None = cache.get(SHARED)
        return _seen if shared is None else shared
    try:
        found = os.stat(_file())
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino, found.st_size


def _read() -> str:
    if settings.REDIS_URL:
        return str(cache.get(SHARED) or "")
    try:
        return _file().read_text(encoding="ascii").strip()
    except OSError:
        return ""


def _write(edition: str) -> None:
    """Replace the mark in one step: another file, so that a change within the same instant is seen, too."""
    if settings.REDIS_URL:
        cache.set(SHARED, edition, None)
        return
    target = _file()
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f"edition.{os.getpid()}.{threading.get_ident()}")
    beside.write_text(f"{edition}\n", encoding="ascii")
    beside.replace(target)
