"""Who has which text open now: short-lived rows that tell others, and lock nothing."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from members.models import User
from plans.models import BlockText, ConceptPaper, Presence

# A browser says every 20 seconds that a text is open; after a minute of silence it counts as left.
SEEN_FOR = dt.timedelta(seconds=60)
KEPT_FOR = dt.timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at work on a text of one block."""

    name: str
    language: str
    block_id: int


@transaction.atomic
def note(text: BlockText, *, by: User, at: dt.datetime) -> None:
    """Record that `by` has the text open."""
    Presence.objects.update_or_create(text=text, user=by, defaults={"seen_at": at})
    Presence.objects.filter(text__block__paper=text.block.paper_id, seen_at__lt=at - KEPT_FOR).delete()


def leave(text: BlockText, *, by: User) -> None:
    Presence.objects.filter(text=text, user=by).delete()


def others(paper: ConceptPaper, *, than: User, at: dt.datetime) -> list[Person]:
    """Return who else has a text of the plan open (one query)."""
    present = Presence.objects.filter(text__block__paper=paper, seen_at__gt=at - SEEN_FOR).exclude(user=than)
    rows = present.select_related("user", "text").order_by("text__block__position", "user__pk")
    return [Person(row.user.display_name, row.text.language, row.text.block_id) for row in rows]


def writers(paper: ConceptPaper, *, than: User, at: dt.datetime) -> dict[int, str]:
    """Return by key of the text who else has it open (one query)."""
    rows = Presence.objects.filter(text__block__paper=paper, seen_at__gt=at - SEEN_FOR).exclude(user=than)
    return {row.text_id: row.user.display_name for row in rows.select_related("user")}


def at_block(people: Iterable[Person], block_id: int) -> list[Person]:
    return [person for person in people if person.block_id == block_id]
