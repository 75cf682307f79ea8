"""The organization's data as the Secretariat changes them by page: proposed by one, approved by another."""

from django.utils.translation import gettext_lazy as _

from cica_portal import organization
from phrases.house.measure_sheets import MeasureSheets
from phrases.house.organization_sheets import (
    Bodies,
    Holidays,
    Letterhead,
    Names,
    OrganizationSheets,
    Policies,
    Seat,
)
from phrases.house.retention_sheet import Retention
from phrases.house.sheets import House
from phrases.house.state_sheets import StateSheets

HOUSE = House(OrganizationSheets(), StateSheets(), MeasureSheets())

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
    **dict.fromkeys(("state_names_to_come", "state_names_before", "state_rows"), StateSheets.label),
}
