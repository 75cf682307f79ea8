"""Signs that no font of this machine has, as emoji: a document names them, where an empty box would stand.

A box does not say what was written, and an archival file must not show one (ISO 19005-3, 6.2.11.8).
"""

import re
import subprocess
import unicodedata
from functools import cache

from django.utils.translation import gettext as _

# Latin, Cyrillic and punctuation, which every font of the house has: nobody asks for these.
_RARE = re.compile("[^\x00-\u017f\u0400-\u045f\u0490-\u0513\u2010-\u2027\u2116\u2190-\u2193]+")
# What the renderer draws as nothing where a font lacks it: spaces, joiners, what picks a form of a sign.
_DRAWN_AS_NOTHING = re.compile(
    "[\u034f\u061c\u17b4\u17b5\u180b-\u180e\u2000-\u200f\u202a-\u202f\u205f-\u206f\u3164\ufe00-\ufe0f\ufeff"
    "\U000e0000-\U000e0fff]"
)
# What is an empty box even where a font has it.
_DRAWN_BY_NONE = re.compile("[\u2028\u2029\ufff9-\ufffb\U000110bd\U000110cd]")
_FIRST_LETTER = 0x1F1E6  # of a flag, which is the code of a country in two such letters
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")


def named(html: str) -> str:
    """Name in brackets what no font has, in the active language; the rest stays as it is."""
    return _RARE.sub(lambda found: _named(found[0]), html)


def _named(text: str) -> str:
    made, lacking = [], ""
    for sign in text:
        is_nothing = _DRAWN_AS_NOTHING.match(sign) is not None
        if not is_nothing and not _is_had(sign):
            lacking += sign
        elif not (is_nothing and lacking):  # what joins or forms signs that are named says nothing more
            made.append(_names(lacking) + sign)
            lacking = ""
    return "".join(made) + _names(lacking)


def _names(signs: str) -> str:
    if not signs:
        return ""
    found = re.findall(f"{_FLAG.pattern}|.", signs, re.DOTALL)
    return f"[{', '.join(map(_name, found))}]"


def _name(sign: str) -> str:
    """Name a sign by its code and by what Unicode calls it, a flag by the code of its country."""
    if _FLAG.fullmatch(sign):
        code = "".join(chr(ord("A") + ord(letter) - _FIRST_LETTER) for letter in sign)
        # Translators: code is the code of a country, as KZ; what is printed in place of a small picture
        return _("flag of %(code)s") % {"code": code}
    code = f"U+{ord(sign):04X}"
    name = unicodedata.name(sign, "").lower()
    return code if not name or name.endswith(f"-{ord(sign):x}") else f"{code} {name}"


# What the fonts have ---------------------------------------------------------------------------------
def _is_had(sign: str) -> bool:
    is_covered = any(first <= ord(sign) <= last for first, last in coverage())
    return is_covered and not _DRAWN_BY_NONE.match(sign)


@cache  # 30 ms, in each process that renders
def coverage() -> list[tuple[int, int]]:
    """Return the first and the last of each range of signs that some font of this machine has."""
    command = ["fc-list", "--format", "%{charset}\n"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    ranges = (one.partition("-") for one in set(listed.split()))
    return sorted((int(first, 16), int(last or first, 16)) for first, _dash, last in ranges)
