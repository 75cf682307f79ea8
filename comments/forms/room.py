"""What a secretary sends from the page of a room: one act with all that it says."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal.calendar.days import DayField
from cica_portal.languages import TITLED
from cica_portal.text import TextField
from cica_portal.web.forms import DeskForm
from comments.enums import Operation, PositionResult, RoomActKind, VariantSource
from comments.models import Comment
from comments.room.acts import Said

# What a page asks for; who stands behind a variant is said as a whole and recorded as what changed.
KINDS = [
    *(RoomActKind.SHOWN, RoomActKind.TOOK_SCREEN, RoomActKind.VARIANT, RoomActKind.SUPPORT),
    *(RoomActKind.TAKEN, RoomActKind.HIDDEN, RoomActKind.AGREED, RoomActKind.AD_REFERENDUM),
    *(RoomActKind.SET_ASIDE, RoomActKind.REOPENED, RoomActKind.ANNOUNCED),
    *(RoomActKind.POSITION_RESULT, RoomActKind.UNDO),
]


class RoomOpenForm(DeskForm):
    language = forms.ChoiceField(label=_("Language of the room"), choices=TITLED)


class RoomAnswerForm(forms.Form):
    """What a State says to a paragraph that was agreed ad referendum."""

    block = forms.UUIDField()
    answer = forms.ChoiceField(choices=[("confirm", "confirm"), ("decline", "decline")])
    reason = TextField(label=pgettext_lazy("label", "Reason"), max_length=5000, required=False)


class RoomActForm(forms.Form):
    """One act; the fields are those of `Said`, and the page sends those that its kind needs."""

    kind = forms.ChoiceField(choices=[(one.value, one.value) for one in KINDS])
    key = forms.UUIDField()
    block = forms.UUIDField(required=False)
    after = forms.UUIDField(required=False)
    saw = forms.IntegerField(required=False)
    variant = forms.IntegerField(required=False)
    operation = forms.ChoiceField(choices=Operation.choices, required=False)
    source = forms.ChoiceField(choices=VariantSource.choices, required=False)
    states = forms.MultipleChoiceField(required=False)
    text = TextField(label=pgettext_lazy("label", "Text"), max_length=5000, required=False)
    comment = forms.UUIDField(required=False)
    result = forms.ChoiceField(choices=PositionResult.choices, required=False)
    until = DayField(required=False)

    def __init__(self, *args: Any, codes: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = self.fields["states"]
        assert isinstance(states, forms.MultipleChoiceField)
        states.choices = [(code, code) for code in codes]

    def said(self, language: str) -> Said:
        """Return what the act says, its words in the language of the room."""
        given = self.cleaned_data
        comment = Comment.objects.filter(pk=given["comment"]).first() if given["comment"] else None
        return Said(
            block_key=given["block"],
            after_key=given["after"],
            saw=given["saw"] or 0,
            variant=given["variant"],
            operation=given["operation"],
            source=given["source"],
            states=tuple(given["states"]),
            texts={language: given["text"]},
            comment=comment,
            result=given["result"],
            until=given["until"],
        )
