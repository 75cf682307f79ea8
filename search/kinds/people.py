"""States and people, for the Secretariat: by names in any language, and States despite a slip of a letter."""

from difflib import get_close_matches

from django.db.models import F
from django.urls import reverse
from django.utils.translation import pgettext

from cica_portal.languages import LANGUAGES
from members.enums import Role
from members.models import MemberState, User
from search.asking import NOTHING, Ask, Found
from search.found import Hit, excerpt
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
            title=texts[ask.reader],
            url=reverse("members:state-detail", args=[code]),
            where=pgettext("search", "Member State"),
            language="",
            excerpt=excerpt(", ".join(dict.fromkeys(filter(None, texts.values()))), ask.query),
        )
        for code, texts in _names()
        if any(_is_meant(text, ask) for text in ask.within(texts).values())
    ]
    return Found(len(hits), hits[: ask.most])


def state_named(ask: Ask) -> str:
    """Return the code of the one State in whose name the words are; none where there are several."""
    meant = [code for code, texts in _names() if any(map(ask.query.matches, ask.within(texts).values()))]
    return meant[0] if len(meant) == 1 else ""


def _names() -> list[tuple[str, dict[str, str]]]:
    """Return the States' codes, with their names by language."""
    names = [f"name_{language}" for language in LANGUAGES]
    return [
        (row["code"], {language: row[f"name_{language}"] or "" for language in LANGUAGES})
        for row in MemberState.objects.values("code", *names)
    ]


def _is_meant(name: str, ask: Ask) -> bool:
    if ask.query.matches(name):
        return True
    words = plain(fold(name)).split()
    return all(get_close_matches(plain(word), words, n=1, cutoff=ALIKE) for word in ask.query.words.split())


def people(ask: Ask) -> Found:
    """Find people by their name, user name or address."""
    if not ask.user.is_secretariat:
        return NOTHING
    rows = User.objects.visible_to(ask.user).filter(Matches(PERSON, ask.query)).order_by("username")
    total, found = ask.first(
        rows, "key", "username", "first_name", "last_name", "email", "role",
        state=F(f"member_state__name_{ask.reader}"),
    )  # fmt: skip
    return Found(total, [_person(row, ask) for row in found])


def _person(row: dict[str, str], ask: Ask) -> Hit:
    name = f"{row['first_name']} {row['last_name']}".strip() or row["username"]
    role = str(Role(row["role"]).label)
    return Hit(
        title=name,
        url=reverse("members:person-detail", args=[row["key"]]),
        where=f"{role}, {row['state']}" if row["state"] else role,
        language="",
        excerpt=excerpt(f"{row['username']} {row['email']}".strip(), ask.query),
    )
