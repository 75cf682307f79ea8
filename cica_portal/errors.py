"""Refusals: what the portal says when an act's conditions do not hold."""

from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import Any, TypeVar

from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """A refusal with one translatable sentence for the person who asked.

    Subclasses set `sentence`; `%(name)s` placeholders are filled from the keyword arguments at
    display, so that the sentence comes in the reader's language. Arguments are shown as text.
    """

    sentence = _("This is not possible at present.")
    code = ""

    def __init__(self, sentence: Any = None, **values: Any) -> None:
        if sentence is not None:
            self.sentence = sentence
        self.values = values
        super().__init__(sentence)

    def __str__(self) -> str:
        return str(self.sentence) % self.values if self.values else str(self.sentence)


class Refusal(DomainError):
    """A refusal by its code, `app.what_is_refused`: its sentence stands in the app's table (`refusals.py`).

    A class of its own has what is caught somewhere, or says more than a sentence.
    """

    def __init__(self, code: str, **values: Any) -> None:
        app, _dot, what = code.partition(".")
        super().__init__(import_module(f"{app}.refusals").SENTENCES[what], **values)
        self.code = code


Kind = type[DomainError] | str
Entry = TypeVar("Entry")


def is_among(refusal: DomainError, kinds: Iterable[Kind]) -> bool:
    """Tell whether a refusal is of one of these kinds: classes, or codes."""
    return any(refusal.code == kind if isinstance(kind, str) else isinstance(refusal, kind) for kind in kinds)


def entry_for(refusal: DomainError, table: Mapping[Kind, Entry]) -> Entry | None:
    """Return what stands in a table of kinds of refusals for this one; the first that fits."""
    return next((entry for kind, entry in table.items() if is_among(refusal, [kind])), None)


class WithFindings(DomainError):
    """What keeps an act back, all of it in one refusal: `sentence` has it in the place of %(findings)s."""

    def __init__(self, findings: Iterable[Any]) -> None:
        super().__init__()
        self.findings = list(findings)

    def __str__(self) -> str:
        return str(self.sentence) % {"findings": " ".join(map(str, self.findings))}


class NotAllowed(DomainError):
    sentence = _("You do not have permission to do this.")


class AlreadyMoved(DomainError):
    """The row's status was not the expected one: somebody else acted first."""

    sentence = _("Another user has changed this since you opened the page. Reload the page and decide again.")


class StaleVersion(DomainError):
    """The text was saved by somebody else since it was read (rule 13). What is stored by now (`current`) and
    what was to be saved (`mine`) are told where the page shows them."""

    sentence = _("Another user saved this text after you opened it. Nothing was overwritten.")

    def __init__(self, current: Any = None, mine: Any = None) -> None:
        super().__init__()
        self.current, self.mine = current, mine


class StaleRemoval(StaleVersion):
    """What was to be removed was saved by somebody else since it was read."""

    sentence = _(
        "Another user changed this text after you opened the page. Nothing was removed. Read the text again."
    )


class MissingForm(DomainError):
    """A name lacks the case form that a sentence needs."""

    # Translators: name is a State or measure, form the name of a grammatical form, language a language
    sentence = _(
        "%(name)s: the form “%(form)s” is missing (%(language)s). Enter it before using the name in a note."
    )
