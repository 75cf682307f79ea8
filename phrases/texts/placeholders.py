"""What stands in place of each placeholder: told to translators in the catalogues, to editors on the page."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cica_portal import data_files

FILE = Path(__file__).parents[1] / "data" / "placeholders.yaml"
NAMED = re.compile(r"%\((\w+)\)[sdrf]|\{(\w+)\}")
UNNAMED = re.compile(r"%[sd]")
COUNTED = "how many; it chooses the plural form"
# The names of what chooses the form, where a message with plural forms has several.
COUNTERS = ("number", "count", "num", "days", "missing", "total", "total_count", "limit_value", "max", "size")


def table() -> dict[str, Any]:
    return dict(data_files.read_once(FILE))


def names(message: str) -> list[str]:
    """Return the names of the placeholders of a message, each once, in their order."""
    return list(dict.fromkeys(found[1] or found[2] for found in NAMED.finditer(message)))


def meanings(message: str, plural: str = "") -> Iterator[tuple[str, str]]:
    """Yield each placeholder of an English message as it is written, with what will stand there."""
    written = plural or message
    for found in dict.fromkeys(match[0] for match in NAMED.finditer(written)):
        match = NAMED.fullmatch(found)
        name = match[1] or match[2] if match else ""
        yield found, COUNTED if plural and name == _counter(written) else meaning(name, written)
    for found in dict.fromkeys(UNNAMED.findall(NAMED.sub("", written).replace("%%", ""))):
        yield found, "a number" if found == "%d" or not plural else COUNTED


def meaning(name: str, message: str) -> str:
    """Return what will stand for a name in an English message, or "" where the table does not know it."""
    said = table().get(name, "")
    if isinstance(said, str):
        return said
    return next((str(rule["says"]) for rule in said if re.search(rule.get("where", ""), message)), "")


def comment(message: str, plural: str = "") -> str:
    """Return the comment for translators: a line for each placeholder."""
    return "\n".join(f"{written}: {said}" for written, said in meanings(message, plural))


def _counter(plural: str) -> str:
    """Return the name of the number that chooses the form; of several, the first that is usual for it."""
    own = names(plural)
    return next((name for name in COUNTERS if name in own), own[0] if own else "")
