"""What the forms of every page share: their frame."""

from collections.abc import Iterable, Mapping
from copy import copy
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cica_portal.languages import LANGUAGES, NAMES
from cica_portal.text import LINE_LIMIT, TextField


class PageForm(forms.Form):
    """A form that the page wraps in its own tag; errors are summed up on top by the page.

    A file is lost with a form that comes back: of a form with one the script says before it is sent what is
    missing, in the words that would be said here.
    """

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def __getitem__(self, name: str) -> forms.BoundField:
        found = super().__getitem__(name)
        if found.field.required and not found.is_hidden and self.is_multipart():
            found.field.widget.attrs["data-missing"] = str(found.field.error_messages["required"])
        return found


class DeskForm(PageForm):
    """An entry form as `desk.html` shows it: in groups, in the order of the paper in the hand.

    What is to be said of a field stands in a line at the right; of those `under`, below the box. The group
    whose number is `follows_tick` shows once the box of the one before is ticked.
    """

    groups: tuple[tuple[Any, tuple[str, ...]], ...] = ()
    under: tuple[str, ...] = ()
    follows_tick = 0

    def in_groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """Return the fields by heading, each without the words that stand at the right."""
        listed = self.groups or (("", tuple(field.name for field in self.visible_fields())),)
        return [(heading, [self._bare(name) for name in names]) for heading, names in listed]

    @property
    def helped(self) -> list[forms.BoundField]:
        return [one for one in self.visible_fields() if one.help_text and one.name not in self.under]

    def _bare(self, name: str) -> forms.BoundField:
        bare = copy(self[name])
        if bare.help_text and name not in self.under:
            bare.field.widget.attrs.setdefault("aria-describedby", f"{bare.auto_id}_helptext")
            bare.help_text = ""
        return bare


def shown_version(sent: Mapping[str, Any]) -> int:
    """Return which version of its subject a page showed whose form has nothing to fill in; 0, which no row
    has, where it does not say."""
    return number_sent(sent, "version")


def number_sent(sent: Mapping[str, Any], name: str) -> int:
    """Return a number that a page sent; 0, which no row has, where it is none."""
    value = str(sent.get(name, ""))
    return int(value) if value.isdecimal() and len(value) < 10 else 0


class InThreeLanguages(DeskForm):
    """A form with texts of which each language has its own field, as "place-kk"."""

    texts: dict[str, Any] = {}
    # The texts that are needed in every language, and what is said where one is missing.
    needed: tuple[str, ...] = ()
    missing: Any = _("Write it in all three languages.")
    max_length = LINE_LIMIT

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in self.texts.items():
            for language in LANGUAGES:
                self.fields[f"{name}-{language}"] = TextField(
                    label=format_lazy("{}, {}", label, NAMES[language]),
                    max_length=self.max_length,
                    required=name in self.needed,
                    error_messages={"required": self.missing},
                    widget=forms.Textarea(attrs={"rows": 2, "lang": language}),
                )

    def texts_of(self, name: str) -> dict[str, str]:
        return {language: self.cleaned_data.get(f"{name}-{language}", "") for language in LANGUAGES}


class Narrowing(forms.Form):
    """What narrows a list."""

    def chosen(self) -> dict[str, Any]:
        """Return what was chosen; what makes no sense narrows nothing."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


def offer(form: forms.Form, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
    """Let a field of the form offer these values, each with the words that stand for it."""
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(f"{name} offers no choice")
    field.choices = list(choices)
