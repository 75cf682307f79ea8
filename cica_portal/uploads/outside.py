"""What leads out of a file: links that a person must click on, formulas that fetch or start something, and
styles of drawings (SVG) that fetch."""

import re
from urllib.parse import urlsplit

from cica_portal.uploads.refusals import Refused

SCHEMES = frozenset({"http", "https", "mailto"})
SHOWN = 80
_FETCHING = re.compile(
    r"(?<![\w.])(?:_xlfn\.|_xlws\.)*"
    r"(WEBSERVICE|IMAGE|RTD|CALL|REGISTER|REGISTER\.ID|SQL\.REQUEST|EXEC)\s*\(",
    re.IGNORECASE,
)
_QUOTED = re.compile(r'"[^"]*"')
# How a sign may be spelt in a style, and what a style fetches: another sheet, or a picture or font.
_SPELT = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))", re.DOTALL)
_FETCHED_BY_STYLE = re.compile(
    r"(@import)|\b(?:url|src|image|image-set)\(\s*[\"']?\s*([^\"')]*)", re.IGNORECASE
)


def check_link(target: str) -> None:
    """Refuse a link that leads anywhere but to a web page, a mail address or a place in the file."""
    if not target.startswith("#") and scheme(target) not in SCHEMES:
        raise Refused("with_links", target=target[:SHOWN])


def leads_outside(target: str) -> bool:
    """Tell whether a reference leads out of the file: by a scheme, or to another host."""
    return scheme(target) not in {"", "data"} or target.strip().startswith(("//", "\\"))


def scheme(target: str) -> str:
    try:
        return urlsplit(target.strip()).scheme.lower()
    except ValueError:
        return target.partition(":")[0].lower()


def check_formula(formula: str) -> None:
    """Refuse a formula that fetches or starts something; what stands in quotation marks is only words."""
    if found := _FETCHING.search(_QUOTED.sub('""', formula)):
        raise Refused("with_formulas", formula=found[1].upper())


def check_styles(*styles: str) -> None:
    """Refuse a style that fetches a sheet, or anything from outside the file."""
    for style in styles:
        for found in _FETCHED_BY_STYLE.finditer(_SPELT.sub(_sign, style)):
            if found[1] or leads_outside(found[2]):
                raise Refused("with_outside_parts", target=found[0][:SHOWN])


def _sign(spelt: re.Match[str]) -> str:
    number = int(spelt[1], 16) if spelt[1] else 0
    return chr(number) if 0 < number <= 0x10FFFF else spelt[2] or ""
