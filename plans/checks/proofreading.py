"""What a careful reader would look at again: quotation marks, figures. It keeps nothing back."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from cica_portal.languages import LANGUAGES
from plans.checks import figures, quotes
from plans.enums import BlockKind
from plans.outline import OutlineRow
from plans.revisions import Finding

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
