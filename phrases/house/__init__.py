"""The organization's data as the Secretariat changes them by page: proposed by one, approved by another."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal import organization
from phrases.house.measure_sheets import list_measure_sheets
from phrases.house.organization_sheets import (
    SHEETS,
    Bodies,
    Holidays,
    Letterhead,
    Names,
    Policies,
    Retention,
    Seat,
)
from phrases.house.sheets import House
from phrases.house.state_sheets import list_state_sheets

MEMBER_STATES = _("Member States")
HOUSE = House(
    (pgettext_lazy("house", "Organization"), SHEETS.copy),
    (MEMBER_STATES, list_state_sheets),
    (_("Confidence-building measures"), list_measure_sheets),
)

# What people call the parts of the data (members.installation.house.PARTS): most are on a sheet.
PART_LABELS = {
    **dict.fromkeys(("slug", "names"), Names.title),
    **dict.fromkeys(("letterhead", "members"), Letterhead.title),
    **dict.fromkeys(("host", "in_host", "time_zone", "seats", "seat_to_come"), Seat.title),
    "bodies": Bodies.title,
    "messages": _("Interface texts"),
    "note_texts": _("Texts of notes"),
    organization.HOLIDAYS: Holidays.title,
    "policies": Policies.title,
    "retention": Retention.title,
    **dict.fromkeys(("state_names_to_come", "state_names_before", "state_rows"), MEMBER_STATES),
}
