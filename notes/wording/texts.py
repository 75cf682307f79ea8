"""The words of a verbal note: the house's formulas, filled with values inflected for each language.

Texts and their fixed list of placeholders are data (`data/note_texts.yaml`). Values are put in once and
never read again as a text with placeholders, so nothing that people write can become a formula (rule 24).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cica_portal import data_files, organization
from cica_portal.errors import DomainError, Refusal
from cica_portal.languages import LANGUAGES
from notes.wording.placeholder_labels import LABELS

TEXTS_FILE = settings.BASE_DIR / "notes" / "data" / "note_texts.yaml"

PLACEHOLDER = re.compile(r"\{(\w+)\}")
# The texts of a kind: by the key of a piece ("opening", or "opening.of_state" for one of its variants),
# in each language. An empty text leaves its piece out.
Body = Mapping[str, Mapping[str, str]]

MARKED = "marked"  # the style of a piece whose text has marks of emphasis
ADDITIONAL = "additional"  # a last paragraph, which a kind has only where somebody wrote it

# The placeholders that the coordinating State of the plan fills.
COORDINATORS = ("coordinator", "coordinator_to")


class MissingValue(DomainError):
    """Names what is missing as pages call it, never by the name in braces."""

    sentence = _("The note cannot be composed: the value for “%(name)s” is missing.")

    def __init__(self, *, name: str) -> None:
        super().__init__(name=LABELS.get(name, name))


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of a note: its role, its style (bold, italic, plain, marked) and its lines."""

    id: str
    style: str
    lines: list[str]

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@cache  # 4 ms a read, for each language of each note; anew when the organization's data change
def note_texts() -> Mapping[str, Any]:
    """Return the texts of all kinds and languages, with the names of the organization filled in."""
    read = data_files.read(TEXTS_FILE)
    return _named(_with_own(read), "")


organization.on_change(note_texts.cache_clear)


def _with_own(read: dict[str, Any]) -> dict[str, Any]:
    """Put the organization's own paragraphs in the place of the portal's, by kind, paragraph and language; of
    one that has variants since then, in the place of the first."""
    for kind, paragraphs in organization.part("note_texts").items():
        for piece in read["kinds"][kind]["body"]:
            variants = piece.get("variants", {"": piece})
            variants[next(iter(variants))].update(paragraphs.get(piece["id"], {}))
            for variant, texts in variants.items():
                texts.update(paragraphs.get(f"{piece['id']}.{variant}", {}))
    return read


def _named(found: Any, language: str) -> Any:
    """Return the data with the marks in it filled in, each in the language under which it stands."""
    if isinstance(found, dict):
        return {key: _named(value, key if key in LANGUAGES else language) for key, value in found.items()}
    if isinstance(found, list):
        if not language:
            return [_named(value, language) for value in found]
        return [line for text in found for line in organization.lines(str(text), language)]
    return organization.named(found, language) if language and isinstance(found, str) else found


def compose(
    kind: str,
    language: str,
    values: Mapping[str, Any],
    *,
    body: Body | None = None,
    as_printed: bool = False,
) -> list[Piece]:
    """Return the note's pieces in reading order, in the words of `body` or else in the house's first ones.

    A new note has its letterhead and number in every language. `as_printed` reproduces a historical note:
    a language without a number then has no letterhead either, and the styles are the letter's own.
    """
    texts, listed = note_texts(), values.get("enclosure_lines")
    shared = texts["pieces"]
    order = texts["orders"]["with_enclosure" if listed else definition(kind)["order"]][language]
    omitted = _omitted(values, as_printed=as_printed)
    written = dict(_written(kind, language, values, body or first_body(kind)))
    pieces = []
    for name in order:
        if name == "body":
            rest = [identifier for identifier in written if identifier not in order]
            pieces += [Piece(key, "plain", [written[key]]) for key in rest if key not in omitted]
            own = enumerate(values.get("own", ()), start=1)
            pieces += [Piece(f"own_{number}", MARKED, [text]) for number, text in own]
        elif name in written:
            pieces.append(Piece(name, "plain", [written[name]]))
        elif name == "enclosure" and listed:
            pieces.append(Piece(name, shared[name]["style"], list(listed)))
        elif name not in omitted and name in shared:
            plain = as_printed and name in texts["as_printed"]["plain"].get(language, ())
            style = "plain" if plain else shared[name]["style"]
            pieces.append(Piece(name, style, _lines(shared[name][language], values)))
    return pieces


def definition(kind: str) -> Mapping[str, Any]:
    kinds = note_texts()["kinds"]
    if kind not in kinds:
        raise Refusal("notes.unknown_kind", kind=kind)
    return kinds[kind]


def named_body(kind: str) -> dict[str, dict[str, str]]:
    """Return the only body that notes of a kind speak of, as what is right in them: a draft goes from the
    States to the SWG, where its kind names no other."""
    return {"bodies": {definition(kind).get("names", "swg"): ""}}


def first_body(kind: str) -> Body:
    """Return the first version of the texts of a kind: those the portal came with."""
    found: dict[str, Mapping[str, str]] = {}
    for piece in definition(kind)["body"]:
        for variant, texts in piece.get("variants", {"": piece}).items():
            key = f"{piece['id']}.{variant}" if variant else piece["id"]
            found[key] = {language: texts[language] for language in LANGUAGES}
    return found | {ADDITIONAL: dict.fromkeys(LANGUAGES, "")}


def _written(kind: str, language: str, values: Mapping[str, Any], body: Body) -> Iterator[tuple[str, str]]:
    """Yield the paragraphs of a kind with their values put in; one without a text is left out."""
    for piece in [*definition(kind)["body"], {"id": ADDITIONAL}]:
        key = piece["id"]
        if "variants" in piece:
            choice = values.get(piece["choose"])
            if choice not in piece["variants"]:
                raise MissingValue(name=piece["choose"])
            key = f"{key}.{choice}"
        if text := body.get(key, {}).get(language):
            yield piece["id"], _filled(text, values)


def _omitted(values: Mapping[str, Any], *, as_printed: bool) -> Sequence[str]:
    if not as_printed:
        return ()
    rules = note_texts()["as_printed"]
    return rules["omits"] + ([] if values.get("note_number") else rules["unnumbered_omits"])


def _lines(lines: Sequence[str], values: Mapping[str, Any]) -> list[str]:
    """Fill each line; a line that is only a placeholder of several lines becomes these lines."""
    filled: list[str] = []
    for line in lines:
        whole = PLACEHOLDER.fullmatch(line)
        value = _value(whole[1], values) if whole else None
        filled += value if isinstance(value, list) else [_filled(line, values)]
    return filled


def _filled(text: str, values: Mapping[str, Any]) -> str:
    return PLACEHOLDER.sub(lambda match: str(_value(match[1], values)), text)


def _value(name: str, values: Mapping[str, Any]) -> str | list[str]:
    if name not in note_texts()["placeholders"]:
        raise Refusal("notes.unknown_placeholder", name=name)
    if not values.get(name):
        if name in COORDINATORS and not values.get("coordinator"):
            raise Refusal("notes.no_coordinator")
        raise MissingValue(name=name)
    return values[name]
