"""Labels that were typed as text before a paragraph: a), 1., 1.2, IV., or a bullet."""

import re

LETTERED = re.compile(r"\(?([a-zа-яёәғіқңөұүһ]{1,2})\)\s+")
NUMBERED = re.compile(r"\(?(\d{1,3}(?:\.\d{1,2})*)[.)]\s+|(\d{1,2}(?:\.\d{1,2})+)\s+|([IVXL]{1,6})\.\s+")
BULLET = re.compile(r"[•▪●◦‣∙■□➢✓]\s+")


def typed_label(text: str) -> tuple[str, str, str]:
    """Return the label, its form, and the text without it; no label where nothing stands behind it."""
    for pattern, form in ((LETTERED, "lowerLetter"), (NUMBERED, "decimal"), (BULLET, "bullet")):
        if match := pattern.match(text):
            rest = text[match.end() :].lstrip()
            return (match[0].strip(), form, rest) if rest else ("", "", text)
    return "", "", text
