"""Places that are known in each language: the capitals of the States, and others where events are held."""

from collections.abc import Mapping
from pathlib import Path

from cica_portal import organization
from cica_portal.data_files import read_once

FILE = Path(__file__).parent.parent / "data" / "places.yaml"


def _known() -> list[Mapping[str, str]]:
    """Return the capitals that have one name, and the other places, by language."""
    capitals = [state["capital"] for state in organization.part(organization.STATES) if "capital" in state]
    return [one for one in capitals if "/" not in one["en"]] + list(read_once(FILE))


def find_place(name: str) -> dict[str, str]:
    """Return what a known place is called in each language, by its name in any; else nothing."""
    wanted = name.strip().casefold()
    return dict(next((one for one in _known() if wanted in map(str.casefold, one.values())), {}))
