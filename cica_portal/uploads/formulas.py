"""Formulas of a workbook: which of them fetch or start something."""

import re

from cica_portal.uploads.refusals import WithFormulas

_FETCHING = re.compile(
    r"(?<![\w.])(?:_xlfn\.|_xlws\.)*"
    r"(WEBSERVICE|IMAGE|RTD|CALL|REGISTER|REGISTER\.ID|SQL\.REQUEST|EXEC)\s*\(",
    re.IGNORECASE,
)
_QUOTED = re.compile(r'"[^"]*"')


def check(formula: str) -> None:
    """Refuse a formula that fetches or starts something; what stands in quotation marks is only words."""
    if found := _FETCHING.search(_QUOTED.sub('""', formula)):
        raise WithFormulas(formula=found[1].upper())
