"""Forms of reservations and interpretative statements: filed by a State, translated by the Secretariat."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal.languages import TITLED, reader_language
from cica_portal.web.forms import DeskForm, PageForm, offer
from cica_portal.web.kept import Basis
from comments.enums import StatementKind, TranslationStatus
from comments.forms.fields import LongText
from comments.reading.attached import SAYING
from comments.reading.extents import Places
from comments.reading.readings import first_words
from comments.writing.statements import TEXT_LIMIT
from plans.outline import OutlineRow

# That there will be no translation, beside how far one can be relied upon.
NONE = "none"


class StatementForm(DeskForm):
    """What a State attaches to an adopted text: of which kind, to which paragraphs, in its own words."""

    kind = forms.ChoiceField(
        label=pgettext_lazy("field", "Kind"),
        choices=[(one.value, one.label) for one in SAYING],
        widget=forms.RadioSelect,
        help_text=_(
            "With a reservation your State joins the consensus and does not accept the paragraphs, or accepts"
            " them in part. With an interpretative statement it accepts them and says how it reads them."
        ),
    )
    paragraphs = forms.MultipleChoiceField(
        label=pgettext_lazy("label", "Paragraphs"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: the text as a whole."),
    )
    language = forms.ChoiceField(label=_("Language of the text"), choices=TITLED)
    text = LongText(
        label=pgettext_lazy("label", "Text"),
        rows=8,
        max_length=TEXT_LIMIT,
        help_text=_("Printed with the adopted text exactly as your State gives it. Nobody edits it."),
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    groups: tuple[tuple[Any, tuple[str, ...]], ...] = (
        (pgettext_lazy("field", "Kind"), ("kind", "paragraphs")),
        (pgettext_lazy("label", "Text"), ("language", "text")),
    )

    def __init__(self, *args: Any, rows: Sequence[OutlineRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Places(rows)
        listed = [(str(row.key), first_words(places.extent(row.key, None))) for row in rows if row.number]
        offer(self, "paragraphs", listed)
        self.fields["language"].initial = reader_language()

    def said(self) -> dict[str, Any]:
        """Return what is attached, as its act takes it."""
        given = self.cleaned_data
        return {
            "kind": StatementKind(given["kind"]),
            "block_keys": given["paragraphs"],
            "language": given["language"],
            "text": given["text"],
            "request_key": given["key"],
        }


class StatementTranslationForm(PageForm):
    status = forms.ChoiceField(
        label=pgettext_lazy("label", "State of the translation"),
        choices=[*TranslationStatus.choices, (NONE, pgettext_lazy("translation", "no translation"))],
    )
    text = LongText(
        label=pgettext_lazy("statement", "Translation"), rows=10, max_length=2 * TEXT_LIMIT, required=False
    )
    version = forms.IntegerField(min_value=0, widget=Basis)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "text" in cleaned and (cleaned.get("status") == NONE) == bool(cleaned["text"]):
            self.add_error("text", _("Write a translation, or choose that there is none."))
        return cleaned
