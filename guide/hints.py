"""Hints for whoever sees a page for the first time: shown until the person hides them."""

from collections.abc import Mapping
from typing import Any

from guide import texts
from members.directory import people
from members.models import User


def find(page: str, user: User) -> Mapping[str, Any] | None:
    """Return the hint of a page for this person (its id and its text), unless the person has hidden it."""
    for hint in texts.read("pages")["hints"]:
        if hint["page"] == page and user.role in hint["roles"] and hint["id"] not in user.hidden_hints:
            found: Mapping[str, Any] = hint
            return found
    return None


def hide(name: str, *, by: User) -> None:
    """Keep that the person has read a hint; raise KeyError where there is none of that name."""
    if name not in {hint["id"] for hint in texts.read("pages")["hints"]}:
        raise KeyError(name)
    people.hide_hint(by, name)
