"""Texts that rows of other apps hold (case forms of names, templates of replies), corrected the same way.

An app says which texts a thing has and writes them; others are proposed for it, and a signatory approves.
"""

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

from cica_portal.errors import StaleVersion
from cica_portal.text import sha256
from members.models import User
from phrases.enums import Kind
from phrases.models import Correction

Texts = Mapping[str, str]


class Holder(ABC):
    """What holds texts: each thing has a name that it keeps, and its texts by the names of fields."""

    kind: Kind
    permission: str

    @abstractmethod
    def title(self, name: str) -> str:
        """Return what people call the thing."""

    @abstractmethod
    def page(self, name: str) -> tuple[str, ...]:
        """Return the name and the arguments of the page on which its texts are written."""

    @abstractmethod
    def texts(self, name: str) -> dict[str, str]:
        """Return its texts as they hold now."""

    @abstractmethod
    def check(self, name: str, texts: Texts) -> None:
        """Refuse texts that cannot be used."""

    @abstractmethod
    def write(self, name: str, texts: Texts, *, by: User, at: dt.datetime) -> None:
        """Put texts into use, and record it."""

    @abstractmethod
    def label_of(self, name: str, field: str) -> tuple[str, str]:
        """Return the language of a field of one thing ("" for none) and what people call it."""

    def proposal(self, name: str, texts: Texts) -> Any:
        """Return how a proposal is read where it is no list of changed fields."""
        return None

    def shown(self, field: str, text: str) -> str:
        """Return a text as people read it, where what is kept is a code."""
        return text


_holders: dict[str, Holder] = {}


def add(holder: Holder) -> None:
    _holders[holder.kind] = holder


def holder_of(correction: Correction) -> Holder | None:
    """Return what holds the text of a correction; nothing for one of the interface or of mail."""
    return _holders.get(correction.kind)


def fingerprint(texts: Texts) -> str:
    """Return the hash by which a form knows the texts that its reader saw."""
    return sha256(dict(texts))


def waiting(kind: Kind) -> dict[str, Correction]:
    """Return the corrections of a kind that wait for approval, by the name of the thing; one query."""
    return {one.message: one for one in Correction.objects.waiting().filter(kind=kind)}


def changes(
    holder: Holder, name: str, texts: Texts, *, seen: str, by: User
) -> tuple[dict[str, str], dict[str, str]]:
    """Return what a proposal changes, as it is and as it was; refuse one that cannot be made."""
    by.require(holder.permission, by)
    present = holder.texts(name)
    if fingerprint(present) != seen:
        raise StaleVersion
    holder.check(name, texts)
    changed = {field: text for field, text in texts.items() if text != present.get(field, "")}
    return changed, {field: present.get(field, "") for field in changed}


def put_into_use(holder: Holder, correction: Correction, *, by: User, at: dt.datetime) -> None:
    """Write approved texts, if what they replace still holds."""
    present: dict[str, Any] = holder.texts(correction.message)
    if any(present.get(field, "") != text for field, text in correction.replaces.items()):
        raise StaleVersion
    holder.write(correction.message, present | correction.forms, by=by, at=at)
