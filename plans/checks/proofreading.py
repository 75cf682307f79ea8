"""What a careful reader would look at again: spaces, quotation marks, figures. It keeps nothing back.

A change of spaces or quotation marks is offered beside the text, and made only where a person accepts it.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cica_portal import spaces
from cica_portal.languages import LANGUAGES
from members.models import User
from plans import blocks
from plans.checks import figures, quotes
from plans.checks.reviews import listed_texts
from plans.enums import BlockKind
from plans.models import BlockText, ConceptPaper
from plans.outline import OutlineRow
from plans.revisions import Finding

SPACES, QUOTES = "spaces", "quotes"
CHANGES = {QUOTES: quotes.suggested, SPACES: spaces.suggested}

# Whole sentences, since a language's name is inflected.
FOREIGN_QUOTES = {
    # Translators: number is the number of the block; kind is its kind, as “paragraph”; marks are the
    # quotation marks found.
    "en": _("Block %(number)s (%(kind)s): quotation marks not used in English: %(marks)s"),
    # Translators: number is the number of the block; kind is its kind, as “paragraph”; marks are the
    # quotation marks found.
    "ru": _("Block %(number)s (%(kind)s): quotation marks not used in Russian: %(marks)s"),
    # Translators: number is the number of the block; kind is its kind, as “paragraph”; marks are the
    # quotation marks found.
    "kk": _("Block %(number)s (%(kind)s): quotation marks not used in Kazakh: %(marks)s"),
}
FIGURES_DIFFER = _(
    # Translators: number is the number of the block in the plan; kind is its kind, as “paragraph”; en, ru and
    # kk are the figures found.
    "Block %(number)s (%(kind)s): the figures differ. English: %(en)s; Russian: %(ru)s; Kazakh: %(kk)s."
)


@dataclass(frozen=True)
class Suggestion:
    """A text of the draft as it stands, and as it would be with the spaces and marks of its language."""

    number: int
    text: BlockText
    suggested: str

    @property
    def listed(self) -> str:
        return f"{self.text.pk}:{self.text.version}"


def improved(text: str, language: str, only: str = "") -> str:
    """Return a text with the quotation marks and spaces of its language, or with one of the two."""
    for name, suggested in CHANGES.items():
        if only in {"", name}:
            text = suggested(text, language)
    return text


def suggestions(paper: ConceptPaper, language: str, only: str = "") -> list[Suggestion]:
    """Return the texts of one language that could be improved, in document order (one query)."""
    texts = BlockText.objects.filter(block__paper=paper, block__removed_at=None, language=language)
    found = enumerate(texts.select_related("block").order_by("block__position", "block__pk"), start=1)
    made = [Suggestion(number, text, improved(text.text, language, only)) for number, text in found]
    return [suggestion for suggestion in made if suggestion.suggested != suggestion.text.text]


@transaction.atomic
def accept(
    paper: ConceptPaper,
    language: str,
    listed: Mapping[int, int],
    *,
    only: str = "",
    by: User | None,
    at: dt.datetime,
) -> int:
    """Change each listed text of one language, by id and version as shown, as was suggested; all or none."""
    blocks.lock_draft(paper.pk)
    found = listed_texts(paper, language, listed)
    for text in found.values():
        said = improved(text.text, language, only)
        blocks.retouch(text.block, language, said, version=text.version, by=by, at=at)
    return len(found)


def warnings(rows: Iterable[OutlineRow], *, first: int = 1) -> list[Finding]:
    """Return the blocks whose figures differ between languages, and those with marks of another language.

    `first` is the number of the first of them in the plan.
    """
    found = []
    for number, row in enumerate(rows, start=first):
        values = {"number": number, "kind": BlockKind(row.kind).label}
        if differing := figures.differences(row.texts):
            by_language = {language: differing.get(language, figures.NONE) for language in LANGUAGES}
            found.append(Finding(row, "", FIGURES_DIFFER, values | by_language))
        for language in LANGUAGES:
            if marks := quotes.foreign(row.text(language), language):
                named = values | {"marks": " ".join(marks)}
                found.append(Finding(row, language, FOREIGN_QUOTES[language], named))
    return found
