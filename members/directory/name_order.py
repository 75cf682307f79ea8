"""The order of people in lists: by family name, in the reader's alphabet, the same on every database."""

from collections.abc import Iterable
from typing import Any

from cica_portal.alphabet import sort_key
from cica_portal.languages import reader_language
from members.models import User


def by_name(people: Iterable[User]) -> list[User]:
    language = reader_language()
    return sorted(people, key=lambda one: key_of(one, language))


def key_of(person: User, language: str) -> tuple[Any, ...]:
    """Return the key that sorts a person among others as a list of names in `language` does."""
    names = (person.last_name, person.first_name, person.username)
    return *(sort_key(name, language) for name in names), person.pk
