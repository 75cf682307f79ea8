"""The organization's data as the Secretariat changes them by page: proposed by one, approved by another."""

from phrases.house.measure_sheets import MeasureSheets
from phrases.house.organization_sheets import OrganizationSheets
from phrases.house.sheets import House
from phrases.house.state_sheets import StateSheets

HOUSE = House(OrganizationSheets(), StateSheets(), MeasureSheets())
