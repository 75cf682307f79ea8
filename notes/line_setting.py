"""How the lines of a note are set: what stays on one line, and which names are never divided."""

import re
from collections.abc import Iterable, Sequence

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from cica_portal import emphasis
from cica_portal.spaces import UNPARTED
from documents.typesetting import kept_whole
from members.models import MemberState

# What a line of a note never parts, beside what is never parted anywhere: a number from what it counts, and a
# word at its own hyphen; between other letters it may be parted, or justified lines would gape.
BOUND = re.compile(rf"{UNPARTED.pattern}|\b\d[\d–-]* [^\W\d_]+|\w-\w")

# The organization in every form that the sentences of notes need.
ORGANIZATION = {
    "en": (r"Conference on Interaction and Confidence Building Measures in Asia",),
    "ru": (r"Совещани\w+ по взаимодействию и мерам доверия в Азии",),
    "kk": (r"Азиядағы өзара іс-қимыл және сенім шаралары кеңес\w*", r"Азия Кеңес\w*"),
}


def state_names() -> dict[str, list[str]]:
    """Return the names of the Member States by language, in all their case forms; one query."""
    names: dict[str, set[str]] = {language: set() for language in ORGANIZATION}
    for forms in MemberState.objects.order_by().values_list("forms", flat=True):
        for language, found in names.items():
            found.update(filter(None, forms.get(language, {}).values()))
    return {language: sorted(found) for language, found in names.items()}


def bound(text: str) -> SafeString:
    """Escape a line of a note, and keep together what belongs together."""
    return kept_whole(BOUND, text)


def undivided(text: str, language: str, names: Iterable[str] = ()) -> SafeString:
    """Do the same, and let no word of a name be parted: of the organization's, and of these `names`."""
    return kept_whole(_names(language, tuple(names)), text, css="name", longest=None, escape=bound)


def marked(text: str, language: str = "en", names: Iterable[str] = ()) -> SafeString:
    """Set a line whose marks of emphasis become type; of the rest the same is kept together."""
    found = tuple(names)
    runs = emphasis.runs(text)
    return format_html_join(
        "", "{}", ((emphasis.tagged(undivided(run.text, language, found), run.style),) for run in runs)
    )


def _names(language: str, names: tuple[str, ...]) -> re.Pattern[str]:
    longest_first: Sequence[str] = sorted(names, key=len, reverse=True)
    return re.compile("|".join([*ORGANIZATION[language], *map(re.escape, longest_first)]))
