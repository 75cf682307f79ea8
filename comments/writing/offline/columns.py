"""The columns of the offline form, and what may stand in them, in every language of the portal."""

from typing import Any

from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal import spaces
from cica_portal.languages import LANGUAGES, NAMES, NATIVE_NAMES

WHOLE = "whole"
# A sheet that no reader sees: which text the form is of, and in which language it speaks.
MARK = "portal"
KIND = "cica-comments-2"

KEY, NUMBER, LABEL, TEXT = "key", "number", "label", "text"
UNTIL, OPERATION, AFTER, TYPE, REMARK, RATIONALE, LANGUAGE = (
    "until", "operation", "after", "type", "remark", "rationale", "language",
)  # fmt: skip
WORDINGS = {code: f"wording_{code}" for code in LANGUAGES}
FILLED = (UNTIL, OPERATION, AFTER, TYPE, REMARK, *WORDINGS.values(), RATIONALE, LANGUAGE)

# The heading of each column and its width; those of the wordings stand after the comment.
COLUMNS: dict[str, tuple[Any, int]] = {
    KEY: (pgettext_lazy("column", "Paragraph identifier"), 16),
    NUMBER: (pgettext_lazy("column", "No."), 6),
    LABEL: (pgettext_lazy("column", "Label"), 8),
    TEXT: (_("Text of the paragraph"), 60),
    OPERATION: (_("What you propose"), 18),
    TYPE: (pgettext_lazy("label", "Type"), 16),
    REMARK: (pgettext_lazy("label", "Comment"), 45),
    **dict.fromkeys(WORDINGS.values(), ("", 40)),
    RATIONALE: (pgettext_lazy("label", "Reason"), 40),
    LANGUAGE: (_("Language of comment and reason"), 16),
    UNTIL: (_("Up to and including No."), 14),
    AFTER: (_("Move after No."), 14),
}
# Translators: language is the name of a language
_WORDING = _("Proposed wording (%(language)s)")


def titles() -> dict[str, str]:
    """Return the heading of each column in the active language."""
    found = {name: str(title) for name, (title, _width) in COLUMNS.items()}
    return found | {name: _WORDING % {"language": NAMES[code]} for code, name in WORDINGS.items()}


def compared(word: str) -> str:
    """Return a word of a cell for comparing: in small letters, with ordinary spaces."""
    return spaces.ordinary(word).lower()


def known(choices: type[models.TextChoices]) -> dict[str, str]:
    """Return the value by its word in any of the languages, and by itself; in small letters."""
    found = {value.lower(): value for value in choices.values}
    for language in LANGUAGES:
        with translation.override(language):
            found |= {compared(str(label)): value for value, label in choices.choices}
    return found


def language_names() -> dict[str, str]:
    """Return the code by the language's name in any of the languages, and by itself; in small letters."""
    found = {code: code for code in LANGUAGES}
    found |= {name.lower(): code for code, name in NATIVE_NAMES.items()}
    for language in LANGUAGES:
        with translation.override(language):
            found |= {compared(str(name)): code for code, name in NAMES.items()}
    return found
