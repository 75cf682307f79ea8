"""Fields of forms that name a Member State, or a minute by somebody's clock."""

from typing import TYPE_CHECKING, Any, TypeVar

from django import forms

from cica_portal import organization, state_names
from cica_portal.alphabet import sort_key
from cica_portal.calendar.days import MinuteField
from cica_portal.languages import LANGUAGES, pick, reader_language
from members.models import MemberState

if TYPE_CHECKING:
    _StateField = forms.ModelChoiceField[MemberState]
else:
    _StateField = forms.ModelChoiceField


Form = TypeVar("Form", bound=forms.BaseForm)

_NAMES = tuple(f"name_{language}" for language in LANGUAGES)


class StateChoice(_StateField):
    """A Member State, listed by name as the reader's language sorts it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=MemberState.objects.none(), **kwargs)

    def fill(self) -> None:
        self.queryset = MemberState.objects.all()
        language = reader_language()
        named = [
            (pk, pick(state_names.short(code, dict(zip(LANGUAGES, names, strict=True))), language))
            for pk, code, *names in MemberState.objects.values_list("pk", "code", *_NAMES)
        ]
        empty = [("", self.empty_label)] if self.empty_label is not None else []
        self.choices = [*empty, *sorted(named, key=lambda one: sort_key(one[1], language))]


class DeadlineMinuteInput(forms.TimeInput):
    """A box for the minute of a deadline, and under it the whole deadline in words, kept true by a script."""

    template_name = "members/_deadline_box.html"

    def __init__(self, day: str, clock: str) -> None:
        super().__init__(format="%H:%M", attrs={"type": "time"})
        self.day, self.clock = day, clock

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        return super().get_context(name, value, attrs) | {"day": self.day, "clock": self.clock}


def by_clock_of(form: Form, zone: str) -> Form:
    """Let the words under the hour of a form be those of a deadline in `zone`: a round keeps the zone with
    which it was opened, wherever the seat is by now."""
    for field in form.fields.values():
        if isinstance(field.widget, DeadlineMinuteInput) and zone != organization.time_zone():
            field.widget.clock = zone
    return form


class DeadlineMinuteField(MinuteField):
    """The last minute of the deadline whose day is the field `day`; by the clock of the `own` capital, or the
    Secretariat's."""

    def __init__(self, *, day: str, clock: str = "", **kwargs: Any) -> None:
        super().__init__(widget=DeadlineMinuteInput(day, clock), **kwargs)
