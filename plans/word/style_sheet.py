"""The style sheet and the fonts of the portal's Word files, the same in every one of them."""

from pathlib import Path

_DATA = Path(__file__).parent.parent / "data"
_STYLES = (_DATA / "word_styles.xml").read_text(encoding="utf-8")
FONTS = (_DATA / "word_fonts.xml").read_text(encoding="utf-8")
CULTURES = {"en": "en-GB", "ru": "ru-RU", "kk": "kk-KZ"}


def styles(language: str, *, width: int, is_justified: bool = True) -> str:
    """Return the styles as XML; `width` is that of the text on the page, in twentieths of a point."""
    # There is no hyphenation for Kazakh: justified, it would tear holes into the lines.
    sides = "both" if is_justified and language != "kk" else "left"
    return _STYLES.format(language=CULTURES[language], justification=sides, indent=454, width=width)
