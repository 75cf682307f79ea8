"""Fields of forms that name a Member State."""

from typing import TYPE_CHECKING, Any

from django import forms

from cica_portal.alphabet import sort_key
from cica_portal.languages import reader_language
from members.models import MemberState

if TYPE_CHECKING:
    _StateField = forms.ModelChoiceField[MemberState]
else:
    _StateField = forms.ModelChoiceField


class StateChoice(_StateField):
    """A Member State, listed by name as the reader's language sorts it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=MemberState.objects.none(), **kwargs)

    def fill(self) -> None:
        self.queryset = MemberState.objects.all()
        states = sorted(self.queryset, key=lambda state: sort_key(state.name, reader_language()))
        empty = [("", self.empty_label)] if self.empty_label is not None else []
        self.choices = [*empty, *((state.pk, state.name) for state in states)]
