"""States and people, for the Secretariat: by names in any language, and States despite a slip of a letter."""

from difflib import get_close_matches
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils.translation import pgettext

from cica_portal import organization, state_names
from cica_portal.languages import LANGUAGES
from members.directory.name_order import key_of
from members.enums import Role
from members.models import MemberState, User
from search.asking import NOTHING, Ask, Found
from search.found import MOST_COUNTED, Hit, excerpt
from search.matching import Joined, Matches
from search.words import fold, plain

# A word this much like one of the name stands for it: one letter wrong, missing or too many in seven.
ALIKE = 0.84
PERSON = Joined(F("username"), F("first_name"), F("last_name"), F("email"))


def states(ask: Ask) -> Found:
    """Find States whose name in one of the languages has the words, or words that are nearly these."""
    if not ask.user.is_secretariat:
        return NOTHING
    hits = [
        Hit(
            title=names[0][ask.reader],
            url=reverse("members:state-detail", args=[code]),
            where=pgettext("search", "Member State"),
            language="",
            excerpt=excerpt(", ".join(_said(names)), ask.query),
        )
        for code, names in _names().items()
        if any(_is_meant(name, ask) for texts in names for name in ask.within(texts).values())
    ]
    return Found(len(hits), hits[: ask.most])


def state_named(ask: Ask) -> str:
    """Return the code of the one State in whose name the words are; none where there are several."""
    meant = [
        code
        for code, names in _names().items()
        if any(ask.query.matches(name) for texts in names for name in ask.within(texts).values())
    ]
    return meant[0] if len(meant) == 1 else ""


def _names() -> dict[str, list[dict[str, str]]]:
    """Return by code of a State what it is called, by language, and after that what it was called before."""
    columns = [f"name_{language}" for language in LANGUAGES]
    rows = {row["code"]: [row] for row in MemberState.objects.values("code", *columns)}
    for former in organization.part_or(state_names.FORMER, ()):
        if former["code"] in rows:
            rows[former["code"]].append(former["names"])
    return {
        code: [{language: one[f"name_{language}"] or "" for language in LANGUAGES} for one in found]
        for code, found in rows.items()
    }


def _said(names: list[dict[str, str]]) -> list[str]:
    return list(dict.fromkeys(name for texts in names for name in texts.values() if name))


def _is_meant(name: str, ask: Ask) -> bool:
    if ask.query.matches(name):
        return True
    words = plain(fold(name)).split()
    return all(get_close_matches(plain(word), words, n=1, cutoff=ALIKE) for word in ask.query.words.split())


def people(ask: Ask) -> Found:
    """Find people by their name, user name or address; they stand as in every list of people."""
    if not ask.user.is_secretariat:
        return NOTHING
    rows = User.objects.visible_to(ask.user).filter(Matches(PERSON, ask.query)).order_by()
    found = sorted(
        rows.annotate(state_name=F(f"member_state__name_{ask.reader}")),
        key=lambda person: key_of(person, ask.reader),
    )
    return Found(min(len(found), MOST_COUNTED + 1), [_person(one, ask) for one in found[: ask.most]])


def _person(person: Any, ask: Ask) -> Hit:
    role = str(Role(person.role).label)
    return Hit(
        title=person.display_name,
        url=reverse("members:person-detail", args=[person.key]),
        where=f"{role}, {person.state_name}" if person.state_name else role,
        language="",
        excerpt=excerpt(f"{person.username} {person.email}".strip(), ask.query),
    )
