"""What the note of a consultation says will follow if no comments come: the last sentence of its request."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

# The paragraph that asks for comments, and where a sentence of it ends and another begins.
REQUEST = "request"
END = re.compile(r"(?<=[.!?])[ \u00a0]+(?=[A-ZА-ЯӘҒҚҢӨҰҮҺІ“«])")


def said(pieces: Iterable[Mapping[str, Any]]) -> str:
    """Return that sentence of a note's text, or nothing where the request is a single sentence."""
    for piece in pieces:
        if piece["id"] == REQUEST:
            _asked, *others = END.split(" ".join(piece["lines"]).strip())
            return str(others[-1]) if others else ""
    return ""
