"""What is sent when the outline of a draft changes: the place of a block, the screen, what is taken back."""

import re
import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import Truncator
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext_lazy as _

from cica_portal import emphasis
from cica_portal.languages import LANGUAGES, pick
from cica_portal.text import LINE_LIMIT, PARAGRAPH_LIMIT, TextField
from plans import blocks
from plans.editing import pasting, sections
from plans.editing.listing import Listing
from plans.enums import BlockKind
from plans.outline import OutlineRow

KEY = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
SHOWN_OF_A_TEXT = 90


class ScreenForm(forms.Form):
    """The part of the plan that is on the screen of the script, and the order that it shows."""

    first = forms.UUIDField(required=False)
    last = forms.UUIDField(required=False)
    outline = TextField(required=False, max_length=16)


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
    carried = SentField(r"[0-9]{1,18}")

    def clean_texts(self) -> list[tuple[uuid.UUID, str, int, int]]:
        parted = [value.split(":") for value in self.cleaned_data["texts"]]
        return [(uuid.UUID(key), language, int(now), int(was)) for key, language, now, was in parted]

    def clean_made(self) -> list[uuid.UUID]:
        return [uuid.UUID(key) for key in self.cleaned_data["made"]]

    def clean_carried(self) -> list[int]:
        return [int(pk) for pk in self.cleaned_data["carried"]]

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


PASTED_AT_ONCE = 200
STYLES = range(4)


class PasteForm(forms.Form):
    """What was pasted into a text: its paragraphs as runs of words and styles, and what stood around it."""

    version = forms.IntegerField(min_value=0)
    before = TextField(required=False, strip=False)
    behind = TextField(required=False, strip=False)
    parts = forms.JSONField()

    def __init__(self, *args: Any, kind: str, in_annex: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.listing = Listing(kind, in_annex=in_annex)

    def clean_parts(self) -> list[tuple[str, bool]]:
        """Return each paragraph as official text is stored, with whether it is a heading."""
        sent = self.cleaned_data["parts"]
        if not isinstance(sent, list) or not 2 <= len(sent) <= PASTED_AT_ONCE:
            # Translators: limit is a number.
            raise ValidationError(
                _("At most %(limit)s paragraphs can be pasted at once. Paste the text in parts."),
                params={"limit": PASTED_AT_ONCE},
            )
        return [(self.written(part), part.get("heading") is True) for part in sent]

    @staticmethod
    def written(part: Any) -> str:
        try:
            runs = [emphasis.Run(str(text), int(style)) for text, style in part["runs"]]
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise ValidationError(_("The pasted text cannot be read.")) from error
        if any(run.style not in STYLES for run in runs):
            raise ValidationError(_("The pasted text cannot be read."))
        text, _lost = emphasis.written(runs)
        return " ".join(TextField().clean(pasting.cleaned(text)).split("\n"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            first, *others = cleaned["parts"]
            cleaned["paragraphs"] = [
                blocks.Part(self.checked(text), kind) for text, kind in self.paragraphs(first, others)
            ]
        return cleaned

    def paragraphs(
        self, first: tuple[str, bool], others: Sequence[tuple[str, bool]]
    ) -> Iterator[tuple[str, str]]:
        """Yield the paragraphs with the kinds that their look speaks of; the marks of lists go."""
        before, behind = self.cleaned_data["before"], self.cleaned_data["behind"]
        yield before + (first[0] if before else pasting.without_mark(first[0])), ""
        for place, (text, is_heading) in enumerate(others, 1):
            if is_heading and len(text) <= LINE_LIMIT:
                kind = str(BlockKind.HEADING)
                self.listing.follow(kind)
            else:
                kind = pasting.listed(self.listing, text)
            yield pasting.without_mark(text) + (behind if place == len(others) else ""), kind

    @staticmethod
    def checked(text: str) -> str:
        return TextField(max_length=PARAGRAPH_LIMIT).clean(pasting.cleaned(text))
