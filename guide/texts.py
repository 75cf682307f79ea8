"""What help says, read from `data` in three languages: steps of a consultation, words of the portal."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cica_portal import data_files, spaces
from cica_portal.languages import LANGUAGES, reader_language

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the portal and what it means, in one language."""

    id: str
    word: str
    text: str


def data(name: str) -> Any:
    """Return the content of a data file of the help."""
    return data_files.read_once(DATA / f"{name}.yaml")


def in_language(content: Any, language: str) -> Any:
    """Return data with what stands in it in every language ({en, ru, kk}) replaced by its text in one."""
    if isinstance(content, Mapping):
        if set(content) == set(LANGUAGES):
            return _bound(content[language], language)
        return {key: in_language(value, language) for key, value in content.items()}
    if isinstance(content, list):
        return [in_language(value, language) for value in content]
    return content


def _bound(said: Any, language: str) -> Any:
    """Return a text, or lines of one, with the non-breaking spaces of its language."""
    if isinstance(said, list):
        return [_bound(line, language) for line in said]
    return said if language == "en" else spaces.suggested(said, language)


@cache  # data of the release, once in a process and language
def _read(name: str, language: str) -> Any:
    return in_language(data(name), language)


def read(name: str) -> Any:
    """Return the content of a data file in the reader's language."""
    return _read(name, reader_language())


def terms() -> list[Term]:
    """Return the words of the portal in the order of the page."""
    return [Term(**row) for row in read("terms")]


def term(name: str) -> Term:
    """Return one word of the portal; raise KeyError where there is none of that name."""
    return {one.id: one for one in terms()}[name]
