"""The forms of notes in a person's own words, in three columns: on another subject, or in place of a note."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from cica_portal.languages import LANGUAGES
from cica_portal.text import LINE_LIMIT, PARAGRAPH_LIMIT, TextField
from cica_portal.web.forms import DeskForm, PageForm, offer
from notes.acts.free_notes import Content
from notes.models import IncomingNote

TEXTS = {
    "subject": (_("Subject, for the register and the message"), LINE_LIMIT, 2),
    "matter": (_("Opening sentence, continued"), PARAGRAPH_LIMIT, 3),
    "paragraphs": (_("Further paragraphs, with an empty line between them"), PARAGRAPH_LIMIT, 4),
}


class OwnWordsForm(DeskForm):
    """The words of a note, of which `texts` are the ones that are asked for."""

    texts: tuple[str, ...] = tuple(TEXTS)
    read = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.texts:
            label, most, rows = TEXTS[name]
            for language in LANGUAGES:
                self.fields[f"{name}-{language}"] = TextField(
                    label=label,
                    required=False,
                    max_length=most,
                    widget=forms.Textarea(attrs={"rows": rows, "lang": language, "class": "text-official"}),
                )

    def columns(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return the fields of each language."""
        return [(language, [self[f"{name}-{language}"] for name in self.texts]) for language in LANGUAGES]

    def words(self) -> dict[str, dict[str, str]]:
        """Return what was written, by field and language."""
        return {
            name: {code: self.cleaned_data[f"{name}-{code}"] for code in LANGUAGES} for name in self.texts
        }


def _named(one: IncomingNote) -> str:
    named = f"{one.given_number}, {one.member_state.name}: {one.subject}"
    if one.right == one:
        return named
    corrected = gettext("corrected by %(number)s") % {"number": one.right.register_number}
    return f"{named} ({corrected})"


class FreeNoteForm(OwnWordsForm):
    series = forms.ChoiceField(label=pgettext_lazy("note", "Series"))
    incoming = forms.ChoiceField(label=_("With reference to a registered note of a State"), required=False)

    def __init__(
        self, *args: Any, prefixes: Sequence[str], incoming: Sequence[IncomingNote], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(
            self,
            "series",
            [("", pgettext_lazy("choice", "Choose")), *((prefix, prefix) for prefix in prefixes)],
        )
        notes = [(str(one.pk), _named(one)) for one in incoming]
        offer(self, "incoming", [("", pgettext_lazy("reminders", "none")), *notes])

    def content(self, incoming: Sequence[IncomingNote]) -> Content:
        """Return what the acts take."""
        given = self.cleaned_data["incoming"]
        return Content(**self.words(), incoming=next((one for one in incoming if str(one.pk) == given), None))


class ReplacementForm(OwnWordsForm):
    """What a replacement says anew: its subject, series and addressees are those of the other note."""

    texts = ("matter", "paragraphs")
    encloses_again = forms.BooleanField(label=_("Enclose again what that note enclosed"), required=False)

    def __init__(self, *args: Any, encloses: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not encloses:
            del self.fields["encloses_again"]

    def content(self) -> Content:
        """Return what the acts take."""
        return Content(**self.words(), encloses_again=self.cleaned_data.get("encloses_again", False))


class ReturnForm(PageForm):
    reason = TextField(
        label=pgettext_lazy("note", "Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
