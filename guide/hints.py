"""Hints for whoever sees a page for the first time: shown until the person hides them."""

from dataclasses import dataclass

from guide import texts
from members.directory import people
from members.models import User


@dataclass(frozen=True, slots=True)
class Hint:
    id: str
    page: str
    roles: list[str]
    text: str


def hints() -> list[Hint]:
    return [Hint(**row) for row in texts.read("pages")["hints"]]


def find(page: str, user: User) -> Hint | None:
    """Return the hint of a page for this person, unless the person has hidden it."""
    return next(
        (
            hint
            for hint in hints()
            if hint.page == page and user.role in hint.roles and hint.id not in user.hidden_hints
        ),
        None,
    )


def hide(name: str, *, by: User) -> None:
    """Keep that the person has read a hint; raise KeyError where there is none of that name."""
    if name not in {hint.id for hint in hints()}:
        raise KeyError(name)
    people.hide_hint(by, name)
