"""Forms of whom a drafted note goes to: addressees, copies, and the remark to one of them."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal.languages import TITLES
from cica_portal.text import TextField
from cica_portal.web.forms import PageForm, offer
from members.enums import Correspondence
from members.models import Correspondent, MemberState
from notes.register import addressees
from notes.register.addressees import Party

ALL, CHOSEN = "all", "chosen"
GROUPS = {
    Correspondence.OBSERVER_STATE: _("Observer States"),
    Correspondence.OBSERVER_ORGANIZATION: _("Observer organizations"),
    Correspondence.PARTNER_ORGANIZATION: _("Partner organizations"),
}


def offered(parties: Sequence[Party]) -> list[tuple[Any, list[tuple[str, str]]]]:
    """Return the parties by what they are, in protocol order, as the choices of a field."""
    groups: list[tuple[Any, list[tuple[str, str]]]] = [
        (_("Member States"), [_choice(one) for one in parties if isinstance(one, MemberState)])
    ]
    for kind, label in GROUPS.items():
        own = [one for one in parties if isinstance(one, Correspondent) and one.kind == kind]
        groups.append((label, [_choice(one) for one in own]))
    return [(label, choices) for label, choices in groups if choices]


def _choice(party: Party) -> tuple[str, str]:
    return addressees.key(party), party.name


class AddresseesForm(PageForm):
    """To whom, and to whom for information. Where the kind says to whom, only copies are chosen."""

    whom = forms.ChoiceField(
        label=pgettext_lazy("mail", "To"),
        choices=[
            (ALL, _("All Member States, and those chosen below")),
            (CHOSEN, _("Only those chosen below")),
        ],
        widget=forms.RadioSelect,
    )
    to = forms.MultipleChoiceField(label=pgettext_lazy("form", "Addressees"), required=False)
    copies = forms.MultipleChoiceField(label=_("Copies for information"), required=False)

    def __init__(self, *args: Any, parties: Sequence[Party], chooses: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = offered(parties)
        offer(self, "copies", groups)
        offer(self, "to", groups)
        if not chooses:
            del self.fields["whom"], self.fields["to"]

    def given(self) -> dict[str, Any]:
        """Return what the act takes."""
        data = self.cleaned_data
        return {
            "is_to_all": data.get("whom", ALL) == ALL,
            "to": addressees.parties(data.get("to", [])),
            "copies": addressees.parties(data["copies"]),
        }


class RemarkForm(PageForm):
    """One remark, in the languages of its addressee's mail."""

    def __init__(self, *args: Any, languages: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for language in languages:
            self.fields[language] = TextField(
                label=TITLES[language],
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 4, "lang": language}),
            )
