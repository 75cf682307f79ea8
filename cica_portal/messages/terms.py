"""The words of the interface: terms that are said in one way, and phrases that are avoided.

Tests hold every message to the two tables; an editor who proposes a wording is warned by them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cica_portal import data_files, spaces

_DATA = Path(__file__).parent.parent / "data"
TERMS_FILE = _DATA / "wording.yaml"
AVOIDED_FILE = _DATA / "avoided.yaml"


@dataclass(frozen=True, slots=True)
class Found:
    """A piece of a text that a table speaks against: which, why, and what to write instead (may be "")."""

    piece: str
    term: str
    instead: str


def terms() -> list[dict[str, Any]]:
    """Return the table of terms: how each is said in Russian and Kazakh, and how never."""
    return list(data_files.read_once(TERMS_FILE))


def avoided() -> list[dict[str, Any]]:
    """Return the English phrases that no message holds."""
    return list(data_files.read_once(AVOIDED_FILE))


def concerns(rule: Mapping[str, Any], message: str) -> bool:
    """Tell whether a rule of the table of terms holds for the English message."""
    return bool(re.search(rule.get("where", ""), message)) and not (
        "but" in rule and re.search(rule["but"], message)
    )


def broken(rule: Mapping[str, Any], text: str) -> str:
    """Return the piece of a text that a rule forbids, or ""; a space may be a non-breaking one."""
    text = spaces.ordinary(text)
    hits = (re.search(never, text) for never in rule["never"])
    return next((hit[0] for hit in hits if hit), "")


def against(message: str, language: str, text: str) -> list[Found]:
    """Return what the tables say against a text in one language for the English message."""
    if language == "en":
        found = ((row["means"], row["instead"], broken(row, text)) for row in avoided())
    else:
        found = (
            (row["term"], row[language]["says"], broken(row[language], text))
            for row in terms()
            if language in row and concerns(row[language], message)
        )
    return [Found(piece, term, instead) for term, instead, piece in found if piece]
