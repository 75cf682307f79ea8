"""The look of the pages: every colour is a token, and text can be read on its ground, light and dark."""

import re

import pytest
from django.conf import settings

SHEETS = sorted((settings.BASE_DIR / "static").glob("*/*.css"))
TOKENS = settings.BASE_DIR / "static" / "portal" / "portal.css"
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(\s*\d")
DARK = "@media screen and (prefers-color-scheme: dark) {\n  :root {"
# Text that stands on a ground, by tokens: WCAG 2.2 AA asks for 4.5 : 1.
GROUNDS = ("bs-body-bg", "bs-tertiary-bg", "raised")
INKS = ("bs-body-color", "bs-secondary-color", "bs-link-color")
PAIRS = [
    *((ink, ground) for ink in INKS for ground in GROUNDS),
    *((ink, "bs-body-bg") for ink in ("needs", "waits", "done", "refused", "ins", "del")),
    *((ink, f"{ink}-soft") for ink in ("needs", "waits", "done", "refused", "ins", "del")),
    *(("bs-body-color", f"{ground}-soft") for ground in ("needs", "waits", "done", "refused", "accent")),
    *(("bs-link-color", f"{ground}-soft") for ground in ("needs", "waits", "accent")),
    *(("bs-secondary-color", f"{ground}-soft") for ground in ("waits", "accent")),
    *(("bs-link-hover-color", ground) for ground in ("bs-body-bg", "accent-soft")),
    *(("on-primary", ground) for ground in ("bs-primary", "primary-hover")),
    *(("bs-body-bg", ground) for ground in ("refused", "refused-hover")),
    *(("heat-ink", f"heat-{step}") for step in (1, 2, 3)),
    ("heat-4-ink", "heat-4"),
]
# What bounds a field or shows the focus is seen at 3 : 1.
BOUNDS = [("rule-strong", "bs-body-bg"), ("focus", "bs-body-bg"), ("focus", "bs-tertiary-bg")]


def tokens(scheme: str) -> dict[str, str]:
    """Return the colours of a scheme by their names, without the leading dashes."""
    light, _, rest = TOKENS.read_text(encoding="utf-8").partition(DARK)
    found = dict(re.findall(r"--([\w-]+): (#\w+);", light))
    dark = dict(re.findall(r"--([\w-]+): (#\w+);", rest.partition("\n  }\n")[0]))
    return found | dark if scheme == "dark" else found


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_that_of_the_standard():
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read_on_its_ground(scheme):
    found = tokens(scheme)
    weak = {pair: round(contrast(found[pair[0]], found[pair[1]]), 2) for pair in PAIRS}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}
    faint = {pair: round(contrast(found[pair[0]], found[pair[1]]), 2) for pair in BOUNDS}
    assert {pair: ratio for pair, ratio in faint.items() if ratio < 3} == {}


def test_dark_names_every_colour_again():
    light, dark = tokens("light"), TOKENS.read_text(encoding="utf-8").partition(DARK)[2]
    assert [name for name in light if f"--{name}: " not in dark.partition("\n  }\n")[0]] == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_colour_is_a_token(sheet):
    text = sheet.read_text(encoding="utf-8")
    rules = text.partition("\n.btn {")[2] if sheet == TOKENS else text
    # A code for a camera stands on white in every scheme.
    assert [line for line in rules.splitlines() if COLOUR.search(line) and not line.startswith(".qr ")] == []


def test_every_variable_that_is_used_is_set():
    texts = [sheet.read_text(encoding="utf-8") for sheet in SHEETS]
    known = {name for text in texts for name in re.findall(r"(--[\w-]+):", text)}
    used = {name for text in texts for name in re.findall(r"var\((--[\w-]+)\)", text)}
    assert used - known == set()
