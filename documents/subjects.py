"""What a document is about: rows of the apps above this one, kept by name and key."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from cica_portal import state_names
from documents.models import Document
from documents.registry import Obsolete

Row = TypeVar("Row", bound=Model)


def keys(rows: Mapping[str, Model | None]) -> dict[str, Any]:
    """Return the rows as they are kept: their keys under their names, without those that there are not."""
    return {name: row.pk for name, row in rows.items() if row is not None}


def find(document: Document, name: str, model: type[Row]) -> Row:
    """Return the row that the document has under this name; raise Obsolete where it is gone."""
    found = find_any(document, name, model)
    if found is None:
        raise Obsolete
    return found


def find_any(document: Document, name: str, model: type[Row]) -> Row | None:
    """Return the row that the document has under this name; nothing if it has none. States are named as of
    its day from then on, if it has one."""
    key = document.subject.get(name)
    if key is None:
        return None
    found = model._default_manager.filter(pk=key).first()
    if found is None:
        raise Obsolete
    if hasattr(found, "states_named_on"):
        state_names.as_of(found)
    return found


def find_many(documents: Iterable[Document], name: str, rows: QuerySet[Row]) -> dict[int, Row]:
    """Return the rows that documents have under this name, by the document's own key, in one query."""
    keys_of = {one.pk: one.subject[name] for one in documents if name in one.subject}
    found = rows.in_bulk(set(keys_of.values()))
    return {pk: found[key] for pk, key in keys_of.items() if key in found}
