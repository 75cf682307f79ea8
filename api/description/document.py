"""The operations, and the whole as one document of OpenAPI."""

from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from api.description.schemas import KEY, LANGUAGES, NUMBER, SCHEMAS, TEXT, Schema, page_of, ref
from cica_portal.version import version
from plans.papers.akoma_ntoso import ALL, CONTENT_TYPE


class Operation(NamedTuple):
    """One address: what it answers, in words and by its schema; a list has pages."""

    path: str
    name: str
    summary: Any
    schema: str
    is_list: bool = False
    query: tuple[str, ...] = ()
    media_type: str = "application/json"


OPERATIONS = (
    Operation("/api/v1/", "start", _("Addresses of all lists"), "Start"),
    Operation("/api/v1/plans/", "listPlans", _("Plans that you may read"), "Plan", is_list=True),
    Operation("/api/v1/plans/{plan}/", "getPlan", _("One plan with its locked texts"), "Plan"),
    Operation(
        "/api/v1/plans/{plan}/revisions/{number}/",
        "getRevision",
        _("A locked text, paragraph by paragraph, in three languages"),
        "RevisionText",
    ),
    Operation(
        "/api/v1/plans/{plan}/revisions/{number}/{language}.akn.xml",
        "getRevisionAsAkomaNtoso",
        _("A locked text as Akoma Ntoso 3.0, in one language or in all of them"),
        "",
        media_type=CONTENT_TYPE,
    ),
    Operation(
        "/api/v1/consultations/",
        "listConsultations",
        _("Consultations with their deadlines"),
        "Consultation",
        is_list=True,
    ),
    Operation(
        "/api/v1/consultations/{consultation}/", "getConsultation", _("One consultation"), "Consultation"
    ),
    Operation(
        "/api/v1/consultations/{consultation}/ledger/",
        "getLedger",
        _("What each Member State did in a consultation (Secretariat only)"),
        "Ledger",
    ),
    Operation(
        "/api/v1/consultations/{consultation}/comments/",
        "listComments",
        _("Comments in force that you may read, with their dispositions"),
        "Comment",
        is_list=True,
    ),
    Operation(
        "/api/v1/initiatives/",
        "listInitiatives",
        _("Initiatives that you may follow"),
        "Initiative",
        is_list=True,
        query=("plan",),
    ),
    Operation("/api/v1/initiatives/{initiative}/", "getInitiative", _("One initiative"), "Initiative"),
    Operation("/api/v1/notes/", "listNotes", _("Notes that you may read"), "Note", is_list=True),
    Operation("/api/v1/notes/{note}/", "getNote", _("One note with its text in each language"), "NoteText"),
)
PARAMETERS: dict[str, tuple[Schema, Any]] = {
    "plan": (TEXT, _("the identifier of the plan, as in its address")),
    "number": (NUMBER, _("the number of the revision")),
    "language": ({"type": "string", "enum": [*LANGUAGES, ALL]}, _("a language, or “all”")),
    "consultation": (NUMBER, _("the number of the consultation, as in its address")),
    "initiative": (KEY, _("the identifier of the initiative, as in its address")),
    "note": (KEY, _("the identifier of the note, as in its address")),
    "page": (NUMBER | {"minimum": 1, "default": 1}, _("page of the list")),
    "size": (NUMBER | {"minimum": 1, "maximum": 100, "default": 50}, _("entries per page")),
}
ERRORS = {
    "400": _("Invalid parameter."),
    "401": _("The access token is missing or invalid."),
    "403": _("You do not have permission to see this."),
    "404": _("Not found."),
    "429": _("Too many requests. Try again in a minute."),
}


def document(origin: str) -> dict[str, Any]:
    """Return the description in the active language."""
    return _plain(
        {
            "openapi": "3.1.0",
            "info": {
                "title": _("Read API of the consultation portal"),
                "version": version(),
                "description": _(
                    "Returns what the pages show to the owner of the access token, with the same "
                    "permissions and at the same time. It changes nothing. Texts are in three languages."
                ),
            },
            "servers": [{"url": origin}],
            "security": [{"token": []}],
            "paths": {one.path: {"get": operation(one)} for one in OPERATIONS},
            "components": {
                "schemas": SCHEMAS,
                "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            },
        }
    )


def operation(one: Operation) -> dict[str, Any]:
    shape = page_of(one.schema) if one.is_list else ref(one.schema)
    schema = shape if one.schema else TEXT
    refusals = {
        status: {"description": said, "content": {"application/json": {"schema": ref("Error")}}}
        for status, said in ERRORS.items()
    }
    return {
        "operationId": one.name,
        "summary": one.summary,
        "parameters": [*parameters(one)],
        "responses": {
            "200": {
                "description": one.summary,
                "headers": {"ETag": {"schema": {"type": "string"}}},
                "content": {one.media_type: {"schema": schema}},
            },
            "304": {"description": _("Not modified: the ETag you sent is still valid.")},
            **refusals,
        },
    }


def parameters(one: Operation) -> list[dict[str, Any]]:
    in_path = [name.strip("{}").partition("}")[0] for name in one.path.split("/") if name.startswith("{")]
    in_query = (*one.query, "page", "size") if one.is_list else one.query
    found = [(name, "path") for name in in_path] + [(name, "query") for name in in_query]
    return [
        {
            "name": name,
            "in": place,
            "required": place == "path",
            "schema": PARAMETERS[name][0],
            "description": PARAMETERS[name][1],
        }
        for name, place in found
    ]


def _plain(value: Any) -> Any:
    """Return the value with its words in the active language."""
    if isinstance(value, Promise):
        return str(value)
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value
