"""The API described: a page for people, a document for programs, and where everything is."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.views import View

from api import description
from api.description.document import OPERATIONS, parameters
from api.description.schemas import SCHEMAS
from api.views.base import OF_TOKEN, ApiView


class About(LoginRequiredMixin, View):
    """The page for people."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        context = {
            "operations": [
                {
                    "path": one.path,
                    "summary": one.summary,
                    "parameters": parameters(one),
                    "schema": one.schema,
                    "is_list": one.is_list,
                }
                for one in OPERATIONS
            ],
            "schemas": [(name, _rows(schema)) for name, schema in SCHEMAS.items()],
            "origin": request.build_absolute_uri("/").removesuffix("/"),
            "most": OF_TOKEN,
        }
        return TemplateResponse(request, "api/about.html", context)


def _rows(schema: dict[str, Any]) -> list[tuple[str, str, Any]]:
    """Return name, type and meaning of each field."""
    return [(name, _type(one), one.get("description", "")) for name, one in schema["properties"].items()]


def _type(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return schema["$ref"].rpartition("/")[2]
    if "anyOf" in schema:
        return " | ".join(_type(one) for one in schema["anyOf"])
    if schema["type"] == "array":
        return f"[{_type(schema['items'])}]"
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if "enum" in schema:
        return " | ".join("null" if value is None else f"“{value}”" for value in schema["enum"])
    if "additionalProperties" in schema and schema["additionalProperties"]:
        return f"{{en, ru, kk: {_type(schema['additionalProperties'])}}}"
    if "properties" in schema:
        return f"{{{', '.join(schema['properties'])}}}"
    return " | ".join(schema.get("format", kind) if kind == "string" else kind for kind in kinds)


class Document(View):
    """The document for programs. It holds nothing of what the portal holds, so that anybody may have it."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        made = description.document(request.build_absolute_uri("/").removesuffix("/"))
        return JsonResponse(made, json_dumps_params={"ensure_ascii": False, "indent": 1})


class Start(ApiView):
    def content(self) -> dict[str, Any]:
        names = {"plans": "plan-list", "consultations": "consultation-list", "initiatives": "initiative-list"}
        names |= {"notes": "note-list", "description": "document"}
        return {word: self.address(name) for word, name in names.items()}
