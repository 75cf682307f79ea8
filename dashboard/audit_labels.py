"""What the record of acts calls acts of the dashboard."""

from django.utils.translation import gettext_lazy as _

from dashboard.enums import DigestPeriod

ACTS = {
    "digest.choose": _("Frequency of e-mail about open points chosen"),
    "maintenance.begin": _("Maintenance of the portal announced"),
}

FIELDS = {"digest": _("how often")}

WORDS = {"digest": dict(DigestPeriod.choices)}
