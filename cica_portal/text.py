"""Text from people: normalised once, at the edge, and otherwise kept exactly as filed (rule 28)."""

import hashlib
import json
import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_SURROGATE = re.compile("[\ud800-\udfff]")
PARAGRAPH_LIMIT = 10_000
LINE_LIMIT = 300


def normalise(text: str) -> str:
    """Return `text` in NFC with Unix line ends; raise ValidationError on NUL and lone surrogates."""
    if "\x00" in text or _SURROGATE.search(text):
        raise ValidationError(_("The text contains characters that cannot be stored. Please type it again."))
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def is_blank(text: str) -> bool:
    """Tell whether a reader would see nothing: only white space, controls and invisible marks."""
    return all(unicodedata.category(char) in {"Zs", "Zl", "Zp", "Cc", "Cf", "Mn"} for char in text)


class TextField(forms.CharField):
    """A form field for people's text: NFC, refused control characters, stated limit."""

    def __init__(self, *, max_length: int = PARAGRAPH_LIMIT, **kwargs: Any) -> None:
        kwargs.setdefault("strip", True)
        super().__init__(max_length=max_length, **kwargs)

    def to_python(self, value: Any) -> str:
        text = super().to_python(normalise(value) if isinstance(value, str) else value)
        return "" if is_blank(text) else text


def canonical_json(value: Any) -> str:
    """Return the one JSON form of `value` that is hashed: sorted keys, no spaces, UTF-8 letters."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(value: Any) -> str:
    """Return the SHA-256 of `value`'s canonical JSON, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()
