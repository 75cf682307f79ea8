"""The API described: a page for people, a document for programs."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.views import View

from api.views.answers import OF_TOKEN, api


def describe(request: HttpRequest) -> dict[str, Any]:
    """Return the description of the API as OpenAPI, of this portal."""
    return {**api.get_openapi_schema(), "servers": [{"url": origin_of(request)}]}


def origin_of(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").removesuffix("/")


class About(LoginRequiredMixin, View):
    """The page for people."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        operations = [(address, told["get"]) for address, told in api.get_openapi_schema()["paths"].items()]
        context = {"operations": operations, "origin": origin_of(request), "most": OF_TOKEN}
        return TemplateResponse(request, "api/about.html", context)


class Document(View):
    """The document for programs. It holds nothing of what the portal holds, so that anybody may have it."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        return JsonResponse(describe(request), json_dumps_params={"ensure_ascii": False, "indent": 1})
