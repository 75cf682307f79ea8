"""The terms of the glossary, as the search over all texts of the portal finds them."""

from collections.abc import Iterator

from django.utils.translation import pgettext_lazy

from phrases import terms
from phrases.finding import OwnText, Source
from plans.models import Term


def _terms() -> Iterator[OwnText]:
    """Return the terms, in one query."""
    for term in Term.objects.all():
        yield OwnText(str(term), dict(term.texts), "phrases:term-edit", (term.code,))


SOURCES = (Source(pgettext_lazy("glossary", "Glossary"), "phrases:term-list", "phrases.view", _terms),)
HOLDERS = (terms.TERMS,)
