"""What a remark may ask for: each operation with what it needs and what it cannot have."""

from collections.abc import Iterable
from typing import Any

from cica_portal.errors import Refusal
from cica_portal.languages import LANGUAGES
from cica_portal.text import is_blank, seen
from comments.enums import UNCHANGING, CommentType, Operation
from comments.reading.extents import Extent, Places
from comments.refusals import (
    NothingSaid,
)
from plans.outline import OutlineRow

# As much as a comment may say, in its wording, its remark and its reason: a text of twenty pages.
WORDING_LIMIT = 50_000
WORDED = frozenset({Operation.MODIFY, Operation.ADD})


def implied(has_wording: bool) -> str:
    """Return the operation that a remark means when it names none."""
    return Operation.MODIFY if has_wording else ""


def base(operation: str, extent: Extent, language: str) -> str:
    """Return the text that a wording starts from and is compared with."""
    return "" if operation == Operation.ADD else extent.text(language)


def kind_of(operation: str, changes: Iterable[tuple[str, str]]) -> str:
    """Return the type that a remark is proposed to have, from what it changes: a change of signs, spaces
    or capital letters is editorial, any other is substantive, a remark without any technical."""
    changed = list(changes)
    if operation not in {Operation.MODIFY, *UNCHANGING}:
        return CommentType.SUBSTANTIVE
    if not changed:
        return CommentType.TECHNICAL
    is_slight = all(_letters(before) == _letters(after) for before, after in changed)
    return CommentType.EDITORIAL if is_slight else CommentType.SUBSTANTIVE


def _letters(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def settle(said: dict[str, Any], outline: Iterable[OutlineRow]) -> dict[str, Any]:
    """Return what a remark says, whole and in order; raise a refusal where it cannot be said.

    Without an operation it is a change of wording where a wording differs from the text, else none.
    A wording that reads as the text does as it stands proposes nothing.
    """
    places = Places(outline)
    extent = places.extent(said["block_key"], said["until_key"])
    proposed = _proposed(said, extent)
    operation = said["operation"] or implied(bool(proposed))
    if operation in UNCHANGING and not proposed and is_blank(said["remark"]):
        raise NothingSaid
    if operation and not extent.rows:
        raise Refusal("comments.paragraph_needed")
    if operation in WORDED and not proposed:
        raise (
            Refusal("comments.wording_needed")
            if operation == Operation.ADD
            else Refusal("comments.wording_unchanged")
        )
    if operation not in WORDED and proposed:
        raise Refusal("comments.wording_not_for_this")
    return said | {
        "operation": str(operation),
        "until_key": said["until_key"] if extent.is_range else None,
        "after_key": _goal(said["after_key"], extent, places) if operation == Operation.MOVE else None,
        "proposed_text": proposed.pop(said["language"], ""),
        "wordings": proposed or None,
    }


def _proposed(said: dict[str, Any], extent: Extent) -> dict[str, str]:
    """Return the wordings that propose something, in the order of the languages."""
    given = (said["wordings"] or {}) | {said["language"]: said["proposed_text"]}
    is_new = said["operation"] == Operation.ADD
    return {
        language: given[language]
        for language in LANGUAGES
        if not is_blank(given.get(language, ""))
        and (is_new or seen(given[language]) != seen(extent.text(language)))
    }


def _goal(after_key: Any, extent: Extent, places: Places) -> Any:
    """Return the block after which the range is to stand: not one of its own, nor where it stands already."""
    if after_key is None:
        raise Refusal("comments.nowhere_to_move")
    goal, first = places.position(after_key), places.position(extent.rows[0].key)
    if first - 1 <= goal < first + len(extent.rows):
        raise Refusal("comments.nowhere_to_move")
    return after_key
