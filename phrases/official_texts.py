"""The terms of the glossary, as the search over all texts of the portal finds them."""

from collections.abc import Iterator

from django.utils.translation import pgettext_lazy

from cica_portal import organization
from phrases import terms
from phrases.finding import OwnText, Source
from phrases.house import HOUSE
from plans.models import Term


def _terms() -> Iterator[OwnText]:
    """Return the terms, in one query."""
    for term in Term.objects.all():
        yield OwnText(str(term), dict(term.texts), "phrases:term-edit", (term.code,))


def _house() -> Iterator[OwnText]:
    """Return the names of the organization."""
    for code, forms in organization.part("names").items():
        for text in forms.values():
            yield OwnText(text, {code: text}, "phrases:house-edit", ("names",))


SOURCES = (
    Source(pgettext_lazy("house", "Organization"), "phrases:house-list", "phrases.view", _house),
    Source(pgettext_lazy("glossary", "Glossary"), "phrases:term-list", "phrases.view", _terms),
)
HOLDERS = (terms.TERMS, HOUSE)
