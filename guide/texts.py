"""What help says, read from `data` in three languages: steps of a consultation, words of the portal."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from cica_portal import data_files, spaces
from cica_portal.languages import LANGUAGES, reader_language

DATA = Path(__file__).parent / "data"


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


def find_term(name: str) -> Mapping[str, str]:
    """Return one word of the portal and what it means; raise KeyError where there is none of that name."""
    found: Mapping[str, str] = {one["id"]: one for one in read("terms")}[name]
    return found
