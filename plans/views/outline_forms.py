"""What is sent when the outline of a draft changes: the place of a block, the screen, what is taken back."""

import re
import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import Truncator
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext_lazy as _

from cica_portal import emphasis
from cica_portal.languages import LANGUAGES, pick
from plans.editing import sections
from plans.outline import OutlineRow

KEY = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
SHOWN_OF_A_TEXT = 90


class ScreenForm(forms.Form):
    """The part of the plan that is on the screen of the script, and the order that it shows."""

    first = forms.UUIDField(required=False)
    last = forms.UUIDField(required=False)
    outline = forms.CharField(required=False, max_length=16)


class SentField(forms.MultipleChoiceField):
    """Values of one pattern, as many as are sent."""

    def __init__(self, pattern: str) -> None:
        super().__init__(required=False)
        self.pattern = re.compile(pattern)

    def valid_value(self, value: str) -> bool:
        return self.pattern.fullmatch(value) is not None


class UndoForm(forms.Form):
    texts = SentField(rf"{KEY}:(?:{'|'.join(LANGUAGES)}):[0-9]{{1,9}}:[0-9]{{1,9}}")
    made = SentField(KEY)
    removed = SentField(KEY)

    def clean_texts(self) -> list[tuple[uuid.UUID, str, int, int]]:
        parted = [value.split(":") for value in self.cleaned_data["texts"]]
        return [(uuid.UUID(key), language, int(now), int(was)) for key, language, now, was in parted]

    def clean_made(self) -> list[uuid.UUID]:
        return [uuid.UUID(key) for key in self.cleaned_data["made"]]

    def clean_removed(self) -> list[uuid.UUID]:
        return [uuid.UUID(key) for key in self.cleaned_data["removed"]]


class StepForm(forms.Form):
    to = forms.ChoiceField(choices=[("up", "up"), ("down", "down")])


class BehindForm(forms.Form):
    """The block behind which another is dropped: whether it can stand there, the act says."""

    after = forms.UUIDField()


class MoveForm(forms.Form):
    """The place to which a block goes with what belongs to it: behind which block, or at the beginning."""

    after = forms.ChoiceField(label=_("New place: after"))
    outline = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    def __init__(
        self,
        *args: Any,
        rows: Sequence[OutlineRow],
        order: Sequence[sections.Place],
        start: int,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, initial={"outline": sections.fingerprint(order)}, **kwargs)
        found = sections.targets(order, start)
        self.fields["after"].choices = [
            (str(order[place].key), self.words(rows, order, start, place)) for place in found
        ]

    def words(
        self, rows: Sequence[OutlineRow], order: Sequence[sections.Place], start: int, place: int
    ) -> str:
        """Name a place by the block there; the end of a section by its heading."""
        if place == 0:
            return pgettext("place", "the title (at the beginning of the plan)")
        named = place
        if order[start].level < sections.OF_TEXT:
            while named > 0 and order[named].level >= sections.OF_TEXT:
                named -= 1
        row = rows[named or place]
        language = get_language() or "en"
        text = Truncator(emphasis.plain(pick(row.texts, language))).chars(SHOWN_OF_A_TEXT)
        return f"{row.label[language]} {text}".strip()
