from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal.web.forms import PageForm
from dashboard.enums import NEVER, DigestPeriod
from plans.point_kinds import Kind


class DigestForm(PageForm):
    period = forms.ChoiceField(
        label=_("E-mail about new open points"),
        choices=[("", pgettext_lazy("digest", "as usual")), *DigestPeriod.choices],
        required=False,
        widget=forms.RadioSelect,
        help_text=_(
            "As usual: once a day; contact points and deputies at once where the point is due within "
            "seven days."
        ),
    )

    def __init__(self, *args: Any, kinds: Iterable[Kind], **given: Any) -> None:
        super().__init__(*args, **given)
        self.kinds = list(kinds)
        for kind in self.kinds:
            choices = [("", pgettext_lazy("digest", "like the others")), *DigestPeriod.choices]
            if kind.may_be_missed:
                choices.append((NEVER, pgettext_lazy("digest", "never")))
            self.fields[f"of_{kind.name}"] = forms.ChoiceField(
                label=kind.label, choices=choices, required=False, help_text=kind.act % {"number": 1}
            )

    @property
    def by_kind(self) -> list[forms.BoundField]:
        return [self[f"of_{kind.name}"] for kind in self.kinds]

    @property
    def has_missable(self) -> bool:
        return any(kind.may_be_missed for kind in self.kinds)

    @property
    def differs(self) -> dict[str, str]:
        """Return what was chosen for kinds that are not like the others."""
        given = {kind.name: self.cleaned_data[f"of_{kind.name}"] for kind in self.kinds}
        return {name: period for name, period in given.items() if period}
