"""Calendar days from people: such as the portal can know, and deadlines that are not a slip of the hand.

The years at the ends of the calendar have no day before or after them: what is counted from such a day fails.
"""

import datetime as dt
from contextlib import suppress
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from cica_portal import formats, spaces
from cica_portal.deadlines import LAST_MINUTE
from cica_portal.errors import DomainError
from cica_portal.languages import reader_language

# Nothing that the portal keeps is older.
FIRST, LAST = dt.date(1992, 1, 1), dt.date(2099, 12, 31)
# No consultation, extension or grant runs longer from the day on which it is given.
LONGEST = dt.timedelta(days=366)


class TooFarAhead(DomainError):
    """A deadline in another year than anybody can have meant."""

    # Translators: latest is a date in full
    sentence = _("The deadline can be at most one year ahead. Choose %(latest)s or an earlier day.")

    def __init__(self, latest: dt.date) -> None:
        super().__init__()
        self.latest = latest

    def __str__(self) -> str:
        return str(self.sentence) % {"latest": spaces.shown(formats.date(self.latest, reader_language()))}


def check_deadline(day: dt.date, *, on: dt.date) -> None:
    """Refuse a deadline more than a year after the day `on` which it is given."""
    if day - on > LONGEST:
        raise TooFarAhead(on + LONGEST)


def written_out(value: Any, box: str) -> SafeString:
    """Return the line under the date box with the id `box`: its day with the weekday, as readers write it.

    A browser shows the box in its own language and order of digits ("12/07/2026"). The script keeps the line
    true while a day is chosen; without it the line says the day that came with the page.
    """
    language = reader_language()
    with suppress(ValueError):
        value = dt.date.fromisoformat(value) if value and isinstance(value, str) else value
    day = value if isinstance(value, dt.date) else None
    words = formats.weekday_date_words(language)
    return format_html(
        '<output class="form-text day-written" for="{}" data-pattern="{}"'
        ' data-months="{}" data-weekdays="{}">{}</output>',
        box,
        words["pattern"],
        words["months"],
        words["weekdays"],
        formats.weekday_date(day, language) if day else "",
    )


class DayInput(forms.DateInput):
    """A date box with its day written out under it."""

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d", attrs={"type": "date"})

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        box = super().render(name, value, attrs, renderer)
        return format_html("{}{}", box, written_out(value, (attrs or {}).get("id", "")))


class DayField(forms.DateField):
    """A day picked; in words it is pasted into the box by the script (static/portal/portal.js)."""

    # Translators: first and last are dates in full
    default_error_messages = {"range": _("Choose a date from %(first)s to %(last)s.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d"], widget=DayInput(), **kwargs)

    def validate(self, value: dt.date | None) -> None:
        super().validate(value)
        if value is not None and not FIRST <= value <= LAST:
            ends = {"first": FIRST, "last": LAST}
            language = reader_language()
            raise ValidationError(
                self.error_messages["range"],
                code="range",
                params={name: spaces.shown(formats.date(day, language)) for name, day in ends.items()},
            )


class MinuteField(forms.TimeField):
    """The last minute of a deadline on its day: the end of the day unless another is chosen."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("initial", LAST_MINUTE)
        kwargs.setdefault("help_text", _("This minute is still within the deadline."))
        kwargs.setdefault("widget", forms.TimeInput(format="%H:%M", attrs={"type": "time"}))
        super().__init__(input_formats=["%H:%M"], **kwargs)


class HourField(forms.TimeField):
    """An hour and minute, in the one form that browsers send."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
        super().__init__(input_formats=["%H:%M", "%H:%M:%S"], widget=widget, required=False, **kwargs)
