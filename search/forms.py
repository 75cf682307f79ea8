from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal.languages import TITLED
from cica_portal.text import TextField
from search.finding import KINDS
from search.words import MOST_LETTERS


class SearchForm(forms.Form):
    """What is looked for, and in what; the address holds it."""

    q = TextField(label=_("Search text"), required=False)
    kind = forms.ChoiceField(
        label=_("Type of result"),
        required=False,
        choices=lambda: [
            ("", pgettext_lazy("filter", "all")),
            *((name, label) for name, (label, _sources) in KINDS.items()),
        ],
    )
    language = forms.ChoiceField(
        label=pgettext_lazy("column", "Language"),
        required=False,
        choices=[("", pgettext_lazy("filter", "all")), *TITLED],
    )

    def chosen(self) -> dict[str, str]:
        """Return what holds of the address; what does not is left out, and no more is looked for than
        `MOST_LETTERS`."""
        self.is_valid()
        found = {name: self.cleaned_data.get(name) or "" for name in self.fields}
        return found | {"q": found["q"][:MOST_LETTERS]}
