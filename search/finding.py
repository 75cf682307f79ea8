"""Finding: every kind of text that a person may read, asked in the person's own scope.

Each source begins with `visible_to(user)` or what stands for it; so do its counts, which come with its rows.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from members.models import User
from search import slips, words
from search.asking import Ask, Found
from search.found import MOST_COUNTED, Group
from search.kinds import events, notes, people, receipts, remarks, texts

Source = Callable[[Ask], Found]

KINDS: dict[str, tuple[Any, tuple[Source, ...]]] = {
    "plans": (_("Texts of plans"), (texts.frozen, texts.drafted)),
    "comments": (pgettext_lazy("label", "Comments"), (remarks.own_drafts, remarks.filed, remarks.of_state)),
    "replies": (_("Replies to comments"), (remarks.replies, remarks.clarifications, remarks.statements)),
    "initiatives": (_("Initiatives and proposed events"), (events.initiatives, events.proposals)),
    "notes": (pgettext_lazy("page", "Notes"), (notes.issued, notes.incoming)),
    "receipts": (pgettext_lazy("search", "Receipts"), (receipts.issued,)),
    "people": (_("States and representatives"), (people.states, people.people)),
}
# Where a word with a slip is looked for, one after the other: texts whose words are stored.
FORGIVING: tuple[Source, ...] = (
    texts.frozen, texts.drafted, remarks.filed, remarks.replies, notes.issued,
)  # fmt: skip
# So many of each kind side by side, and so many of one kind alone.
FEW, MANY = 5, MOST_COUNTED


def find(
    typed: str, *, user: User, at: dt.datetime, reader: str, kind: str = "", language: str = ""
) -> list[Group]:
    """Return what `user` may read at `at` in which every word of `typed` is found, by kind.

    The kinds are all counted, up to a hundred; where one is chosen, it alone is shown, and more of it.
    """
    query = words.parse(typed)
    if query is None:
        return []
    groups = []
    for name, (label, sources) in KINDS.items():
        most = MANY if name == kind else FEW
        ask = Ask(user, at, query, language, reader, typed, most)
        found = [source(ask) for source in sources]
        hits = [hit for one in found for hit in one.hits][:most]
        groups.append(Group(name, label, sum(one.total for one in found), hits))
    return groups


def meant(typed: str, *, user: User, at: dt.datetime, reader: str, language: str = "") -> str:
    """Return what `typed`, which is found nowhere, is meant for: words of texts that `user` may read."""
    query = slips.parse(typed)
    if query is None:
        return ""
    ask = Ask(user, at, query, language, reader, typed, MANY, in_order=False)
    excerpts: list[str] = []
    for source in FORGIVING:
        excerpts += [str(hit.excerpt) for hit in source(ask).hits]
        if said := slips.meant(query, excerpts):
            return said
    return ""
