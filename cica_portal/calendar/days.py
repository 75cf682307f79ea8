"""Calendar days from people: such as the portal can know, and deadlines that are not a slip of the hand.

The years at the ends of the calendar have no day before or after them: what is counted from such a day fails.
"""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cica_portal import formats
from cica_portal.errors import DomainError
from cica_portal.languages import reader_language

# CICA was proposed in 1992: no act of the portal or of what it keeps is older.
FIRST, LAST = dt.date(1992, 1, 1), dt.date(2099, 12, 31)
# No consultation, extension or grant runs longer from the day on which it is given.
LONGEST = dt.timedelta(days=366)


class TooFarAhead(DomainError):
    """A deadline in another year than anybody can have meant."""

    sentence = _("A deadline is at most one year ahead: choose %(latest)s or an earlier day.")

    def __init__(self, latest: dt.date) -> None:
        super().__init__()
        self.latest = latest

    def __str__(self) -> str:
        return str(self.sentence) % {"latest": formats.date(self.latest, reader_language())}


def check_deadline(day: dt.date, *, on: dt.date) -> None:
    """Refuse a deadline more than a year after the day `on` which it is given."""
    if day - on > LONGEST:
        raise TooFarAhead(on + LONGEST)


class DayField(forms.DateField):
    """A day typed or picked, in the one form that browsers send."""

    default_error_messages = {"range": _("Choose a day from %(first)s to %(last)s.")}

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(input_formats=["%Y-%m-%d"], widget=widget, **kwargs)

    def validate(self, value: dt.date | None) -> None:
        super().validate(value)
        if value is not None and not FIRST <= value <= LAST:
            ends = {"first": FIRST, "last": LAST}
            language = reader_language()
            raise ValidationError(
                self.error_messages["range"],
                code="range",
                params={name: formats.date(day, language) for name, day in ends.items()},
            )
