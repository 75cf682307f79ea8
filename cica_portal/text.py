"""Text from people: normalised once, at the edge, and otherwise kept exactly as filed (rule 28)."""

import hashlib
import json
import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cica_portal import data_files, emphasis
from cica_portal.errors import DomainError

PARAGRAPH_LIMIT = 10_000
LINE_LIMIT = 300
# The signs in which a reader sees nothing, computed from the outlines of the fonts by `make unseen`.
UNSEEN_FILE = Path(__file__).parent / "data" / "unseen.yaml"
# What no XML file can carry, and what stands for no sign at all: controls, lone surrogates, noncharacters.
_UNCARRIED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(17))
    + "]"
)
# What overrides the direction of letters.
_OVERRIDES = re.compile("[\u202d\u202e]")
# What ends a line besides its usual signs: Word writes its line and page breaks so, and Unicode has one too.
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85]")
_SHOWN_BEFORE = 20


class Uncarried(DomainError):
    """A text with a sign that a Word file, a workbook or a page could not carry; files would lose it."""

    # Translators: before is the text before the character, code its code, as U+000B
    sentence = _(
        "After “%(before)s” there is a control character (%(code)s) that cannot be written to"
        " a file. Delete it and submit the text again."
    )


class UncarriedAtFirst(Uncarried):
    # Translators: code is the code of the character, as U+000B
    sentence = _(
        "The text begins with a control character (%(code)s) that cannot be written to a "
        "file. Delete it and submit the text again."
    )


class Reversed(Uncarried):
    """A text with a sign that forces its letters into another order: on paper it would read backwards."""

    # Translators: before is the text before the character, code its code, as U+202E
    sentence = _(
        "After “%(before)s” there is an invisible character (%(code)s) that reverses the order of letters. "
        "Delete it and submit the text again."
    )


class ReversedAtFirst(Reversed):
    # Translators: code is the code of the character, as U+202E
    sentence = _(
        "The text begins with an invisible character (%(code)s) that reverses the order of letters. "
        "Delete it and submit the text again."
    )


def _refuse(text: str, found: re.Match[str], within: type[Uncarried], at_first: type[Uncarried]) -> NoReturn:
    """Say after which words stands what was found, for nobody sees it."""
    code, before = f"U+{ord(found[0]):04X}", text[: found.start()]
    if is_blank(before):
        raise at_first(code=code)
    raise within(code=code, before=before[-_SHOWN_BEFORE:].strip())


def normalise(text: str) -> str:
    """Return `text` in NFC with Unix line ends; raise Uncarried on what files cannot carry, or would print in
    another order than it was written."""
    text = _LINE_ENDS.sub("\n", text)
    if found := _OVERRIDES.search(text):
        _refuse(text, found, Reversed, ReversedAtFirst)
    if found := _UNCARRIED.search(text):
        _refuse(text, found, Uncarried, UncarriedAtFirst)
    return unicodedata.normalize("NFC", text)


def composed(text: str) -> str:
    """Return a text whose letters are one sign each, to compare it: й is й, however it was written."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _signs(ranges: str) -> str:
    """Return ranges of code points as the inside of a class of a regular expression."""
    pairs = ((first, last or first) for first, _dash, last in (one.partition("-") for one in ranges.split()))
    return "".join(rf"\U{int(first, 16):08x}-\U{int(last, 16):08x}" for first, last in pairs)


@cache  # 0.3 ms to compile, for every field of every form
def _drawn_and_unseen() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what finds a sign that is drawn by itself, and what finds those that never are."""
    table = data_files.read(UNSEEN_FILE)
    nothing = "".join(map(_signs, table.values()))
    return re.compile(f"[^{nothing}]"), re.compile(f"[{_signs(table['unseen'])}]+")


def is_blank(text: str) -> bool:
    """Tell whether a reader would see nothing, whatever the text is made of (rules 11 and 38).

    Judged by what is drawn: spaces, signs without an outline and marks on no letter show nothing, nor does
    emphasis of nothing.
    """
    drawn, _unseen = _drawn_and_unseen()
    return not drawn.search(emphasis.plain(text))


def seen(text: str) -> str:
    """Return a text as it is read, without signs that draw nothing and blank ends, to compare it.

    For texts of the portal's languages: in a joining script a joiner changes how its neighbours are drawn.
    """
    _drawn, unseen = _drawn_and_unseen()
    return composed(unseen.sub("", text)).strip()


class Uncut(forms.Field):
    """A field that refuses what is too long: the browser would cut what is pasted, and say nothing."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attrs: dict[str, Any] = super().widget_attrs(widget)
        limit = attrs.pop("maxlength", None)
        return attrs if limit is None else attrs | {"data-limit": limit}


class AddressField(Uncut, forms.EmailField):
    """A mail address: cut, it would be another one. In other than plain letters it may look like another one
    (a dotless i, a full-width or Cyrillic letter): a name of such a host is written as xn--…"""

    def to_python(self, value: Any) -> Any:
        address = super().to_python(value)
        if not str(address).isascii():
            raise ValidationError(
                _("The address contains letters that can be mistaken for others. Use plain Latin letters.")
            )
        return address


class PasswordField(Uncut, forms.CharField):
    """A password: cut, it would not open the account."""


class TextField(Uncut, forms.CharField):
    """A form field for people's text: NFC, no controls, a stated limit, empty if nothing is seen."""

    def __init__(self, *, max_length: int = PARAGRAPH_LIMIT, **kwargs: Any) -> None:
        kwargs.setdefault("strip", True)
        super().__init__(max_length=max_length, **kwargs)

    def to_python(self, value: Any) -> str:
        try:
            text = super().to_python(normalise(value) if isinstance(value, str) else value) or ""
        except Uncarried as refusal:
            raise ValidationError(str(refusal)) from refusal
        return "" if is_blank(text) else text


def canonical_json(value: Any) -> str:
    """Return the one JSON form of `value` that is hashed: sorted keys, no spaces, UTF-8 letters."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(value: Any) -> str:
    """Return the SHA-256 of `value`'s canonical JSON, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()
