"""The guides, one for each role: read from `data/guides`, with the pages' own words in them.

A text names what a page says as [[Submit response]] or, with its context, [[Plans|page]]: it is looked up in
the catalogue as the page looks it up, so that a guide says what the page says, in every language and after
a correction of the interface.
"""

import re
from dataclasses import dataclass

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, pgettext

from cica_portal.languages import reader_language
from guide import texts

# In the order of the page of help.
SLUGS = ("officer", "signatory", "coordinator", "contact_point", "drafter", "reader", "administrator")
PAGE_WORD = re.compile(r"\[\[([^\]|]+)(?:\|([^\]]+))?\]\]")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a page in the reader's language, as `make pictures` took it, and what it shows."""

    file: str
    says: str


@dataclass(frozen=True, slots=True)
class Step:
    title: str
    text: SafeString
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class Guide:
    """A guide in the reader's language; `minutes` is how long it takes to read."""

    slug: str
    name: str
    lead: str
    minutes: int
    roles: tuple[str, ...]
    steps: tuple[Step, ...]


def find(slug: str) -> Guide:
    """Return a guide in the reader's language; raise KeyError where there is none of that name."""
    if slug not in SLUGS:
        raise KeyError(slug)
    row = texts.read(f"guides/{slug}")
    return Guide(
        slug=slug,
        name=row["name"],
        lead=row["lead"],
        minutes=row["minutes"],
        roles=tuple(row["roles"]),
        steps=tuple(
            Step(
                title=step["title"],
                text=with_page_words(step["text"]),
                picture=picture(step["picture"]) if "picture" in step else None,
            )
            for step in row["steps"]
        ),
    )


def picture(name: str) -> Picture:
    """Return a picture of the guides in the reader's language; raise StopIteration where there is none."""
    says = next(row["says"] for row in texts.read("pictures") if row["name"] == name)
    return Picture(file=f"guide/pictures/{reader_language()}/{name}.png", says=says)


def listed(role: str = "") -> list[Guide]:
    """Return all guides, the one of the reader's role first."""
    return sorted((find(slug) for slug in SLUGS), key=lambda guide: role not in guide.roles or not role)


def slug_of_role(role: str) -> str:
    """Return by what name the guide of a role is found, that of the first of all where there is none."""
    own = (slug for slug in SLUGS if role and role in texts.read(f"guides/{slug}")["roles"])
    return next(own, SLUGS[0])


def with_page_words(text: str) -> SafeString:
    """Return the text, escaped, with the words of pages as pages say them."""
    parts, read_to = [], 0
    for found in PAGE_WORD.finditer(text):
        word, context = found.groups()
        said = pgettext(context, word) if context else gettext(word)
        parts += [conditional_escape(text[read_to : found.start()])]
        parts += [format_html('<strong class="page-word">{}</strong>', said)]
        read_to = found.end()
    return mark_safe("".join([*parts, conditional_escape(text[read_to:])]))
