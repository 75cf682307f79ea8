"""What States attached to a text in force, as its page, its PDF and its Word file show it: a mark at the
paragraph, the words at the end (rule 53)."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cica_portal.text import sha256
from plans import signals
from plans.models import Revision


@dataclass(frozen=True, slots=True)
class Mark:
    """What is said at a paragraph, as "Reservation: India", and the entry of the first of them."""

    words: str
    entry: uuid.UUID


@dataclass(frozen=True, slots=True)
class Entry:
    """What one State attached: its `head`, the `facts` below it, and its words as they were given; in another
    language than that of the paper what is said of a translation (`note`), and its text. What was withdrawn
    has no words."""

    key: uuid.UUID
    head: str
    facts: Sequence[str]
    text: str
    language: str
    note: str
    translation: str
    state_id: int
    associated: frozenset[int]
    is_withdrawn: bool
    is_late: bool


@dataclass(frozen=True, slots=True)
class Attached:
    """What States attached to one text, in one language. `last_day` is until when it is in time; `waiting` is
    what the Secretariat entered of notes, by its words, and nobody but it reads."""

    marks: Mapping[uuid.UUID, Sequence[Mark]]
    entries: Sequence[Entry]
    last_day: dt.date | None
    waiting: Mapping[uuid.UUID, str]

    @property
    def in_time(self) -> list[Entry]:
        return [one for one in self.entries if not one.is_late]

    @property
    def later(self) -> list[Entry]:
        return [one for one in self.entries if one.is_late]

    @property
    def sha256(self) -> str:
        said = [
            [str(one.key), one.head, *one.facts, one.text, one.note, one.translation] for one in self.entries
        ]
        return sha256({"attached": said})


def find_attached(revision: Revision, language: str) -> Attached | None:
    """Return what States attached to a text in force, or nothing where it is none."""
    answers = signals.attached_read.send(sender=Revision, revision=revision, language=language)
    return next((found for _receiver, found in answers if found is not None), None)
