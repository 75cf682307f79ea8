"""Suggestions while somebody types: titles of plans and numbers of notes that the person may see."""

from cica_portal.languages import pick
from comments.procedure import circulated
from members.models import User
from notes.models import VerbalNote
from notes.register import numbers
from plans.models import ConceptPaper
from search.words import fold, plain

MOST = 8
LEAST_LETTERS = 2


def suggest(typed: str, *, user: User, reader: str) -> list[str]:
    """Return what the typed letters may be meant for, in three queries."""
    typed = " ".join(typed.split())
    if len(typed) < LEAST_LETTERS or not typed.isprintable():
        return []
    sought = plain(fold(typed))
    drafts = ConceptPaper.objects.visible_to(user).values_list("titles", flat=True)
    frozen = circulated.revisions(user).order_by("-frozen_at").values_list("titles", flat=True)
    titles = [pick(found, reader) for found in (*frozen, *drafts)]
    notes = VerbalNote.objects.visible_to(user).exclude(number=None)
    found = notes.filter(numbers.containing(numbers.normalised(typed)))
    named = [title for title in titles if sought in plain(fold(title))]
    printed = found.order_by("-issued_at").values_list("number", flat=True)[:MOST]
    return list(dict.fromkeys([*named, *printed]))[:MOST]
