"""Codes and names of Member States, read with the rows of a list of all of them."""

from typing import Any, NamedTuple

from django.db.models import F
from django.utils.translation import get_language

from cica_portal import state_names
from cica_portal.languages import LANGUAGES, pick


class StateName(NamedTuple):
    """A Member State as a list of all of them needs it: code and names, without the model."""

    code: str
    names: dict[str, str]

    @property
    def name(self) -> str:
        """The name in the active language."""
        name: str = pick(self.names, get_language() or LANGUAGES[0])
        return name


# What a row of addressees or of the ledger says of its State besides.
STATE = {"state_code": F("member_state__code")} | {
    f"state_{language}": F(f"member_state__name_{language}") for language in LANGUAGES
}


def state_of(row: Any) -> StateName:
    """Return the State of a row that was read with `STATE`."""
    present = {language: getattr(row, f"state_{language}") for language in LANGUAGES}
    names = state_names.spoken(row.state_code, state_names.short(row.state_code, present))
    return StateName(row.state_code, dict(names))
