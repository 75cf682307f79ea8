"""Styles of drawings (SVG): which of them fetch something from outside the file."""

import re

from cica_portal.uploads import links
from cica_portal.uploads.refusals import WithOutsideParts

# How a sign may be spelt in a style, and what a style fetches: another sheet, or a picture or font.
_SPELT = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))", re.DOTALL)
_FETCHED = re.compile(r"(@import)|\b(?:url|src|image|image-set)\(\s*[\"']?\s*([^\"')]*)", re.IGNORECASE)


def check(*styles: str) -> None:
    """Refuse a style that fetches a sheet, or anything from outside the file."""
    for style in styles:
        for found in _FETCHED.finditer(_SPELT.sub(_sign, style)):
            if found[1] or links.is_outside(found[2]):
                raise WithOutsideParts(target=found[0][: links.SHOWN])


def _sign(spelt: re.Match[str]) -> str:
    number = int(spelt[1], 16) if spelt[1] else 0
    return chr(number) if 0 < number <= 0x10FFFF else spelt[2] or ""
