"""Where no line of a page ends: at the hyphen of "2026–27", or of the number of a receipt."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from cica_portal.spaces import HYPHENATED

# Where there may be something to hold: each begins with letters for which a page is searched at once.
_SOUGHT = tuple(
    re.compile(sought)
    for sought in (r"20\d\d[-–](?:20)?\d\d(?![\w-])", r"19\d\d[-–](?:19|20)?\d\d(?![\w-])", r"-[A-Z]{2}-\d")
)
# Elements that hold words alone, which markup would spoil, and those that hold them together already.
_WORDS_ALONE = ("<option", "<text", "<title", "<tspan", "<script", "<style")
_HELD = ('class="ref"', 'class="nowrap"')


def held(html: str) -> str:
    """Return a page on which years and numbers of receipts stay whole: by markup, since whoever copies the
    words, or looks for them on the page, is to have them as they were written."""
    parts, end = [], 0
    for place in sorted(found.start() for sought in _SOUGHT for found in sought.finditer(html)):
        if place < end:
            continue
        tag = html.rfind("<", 0, place)
        begin = html.find(">", tag, place) + 1
        if not begin or html.startswith(_WORDS_ALONE, tag) or any(mark in html[tag:begin] for mark in _HELD):
            continue
        behind = html.find("<", place)
        parts += [html[end:begin], HYPHENATED.sub(_whole, html[begin:behind])]
        end = behind
    return "".join([*parts, html[end:]]) if parts else html


def _whole(found: re.Match[str]) -> str:
    return f'<span class="{"nowrap" if found[0][0].isdecimal() else "ref"}">{found[0]}</span>'


class LineEndsMiddleware:
    """Hold on one line, on every page and part of one, what a browser would part."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.streaming and response.headers.get("Content-Type", "").startswith("text/html"):
            response.content = held(response.content.decode())
        return response
