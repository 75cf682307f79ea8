from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from phrases import live


class WordingMiddleware:
    """Let a page be said in the wordings that hold at this moment, in whatever process it is made."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        live.refresh()
        return self.get_response(request)
