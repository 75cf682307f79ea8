from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal.web.forms import PageForm
from dashboard.enums import DigestPeriod


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
