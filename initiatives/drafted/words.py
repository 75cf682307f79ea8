"""The line that a record writes into the working draft: by the grammar of each language, in all three.

What somebody wrote instead is in words of its own, language by language: it stays until a person sets it from
the record again. Every change goes through the acts of the editor, and so into history, review and gate.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from pathlib import Path

from cica_portal import emphasis, organization
from cica_portal.data_files import read_once
from cica_portal.errors import MissingForm
from cica_portal.languages import LANGUAGES, written_in
from cica_portal.text import is_blank
from initiatives import wording
from initiatives.models import Initiative
from members.models import User
from plans import blocks
from plans.enums import BlockKind
from plans.models import Block, BlockText, ConceptPaper

PLACES_FILE = Path(__file__).parent.parent / "data" / "places.yaml"


def line_in(initiative: Initiative, language: str) -> str:
    """Return the line that the record writes in a language; nothing while words of it are missing."""
    if lacking(initiative, language):
        return ""
    title, place = initiative.titles[language], places_of(initiative).get(language, "")
    return wording.line(initiative, language, title=title, place=place)


def lines_of(initiative: Initiative) -> dict[str, str]:
    return {language: line_in(initiative, language) for language in LANGUAGES}


def line_to_be(initiative: Initiative, language: str) -> str:
    """Return the line that the record writes in a language, if it can: to be shown, or compared."""
    try:
        return line_in(initiative, language)
    except MissingForm:
        return ""


def lacking(initiative: Initiative, language: str) -> list[str]:
    """Return the fields that are still to be written in a language: title, place."""
    found = [] if not is_blank(initiative.titles.get(language) or "") else ["title"]
    held_in = places_of(initiative)
    return [*found, "place"] if held_in and not held_in.get(language) else found


def places_of(initiative: Initiative) -> Mapping[str, str]:
    """Return the place by language; of one that was entered once, as far as it is known."""
    return initiative.places or places_by_name(initiative.place)


def places_by_name(name: str, language: str = "") -> dict[str, str]:
    """Return a place by language: a known one in all, another as it was entered."""
    if is_blank(name):
        return {}
    wanted, known = name.strip().casefold(), _known_places()
    found = next((one for one in known if wanted in map(str.casefold, one.values())), None)
    return dict(found or {language or written_in(name) or "en": name})


def _known_places() -> list[Mapping[str, str]]:
    """Return the capitals that have one name, and the other places, by language."""
    capitals = [state["capital"] for state in organization.part(organization.STATES) if "capital" in state]
    return [one for one in capitals if "/" not in one["en"]] + list(read_once(PLACES_FILE))


def own_words(initiative: Initiative, texts: Mapping[str, str]) -> list[str]:
    """Return the languages whose text says something else than the record wrote."""
    return [
        language
        for language in LANGUAGES
        if not is_blank(texts.get(language, ""))
        and not same_words(texts[language], initiative.written.get(language, ""))
    ]


def says(initiative: Initiative, texts: Mapping[str, str]) -> bool:
    """Tell whether a text says in every language what the record wrote."""
    return not any(is_blank(texts.get(code, "")) for code in LANGUAGES) and not own_words(initiative, texts)


def same_words(one: str, other: str) -> bool:
    """Tell whether two texts are the same but for spaces, marks and emphasis."""
    return _letters(one) == _letters(other)


def last_line(paper: ConceptPaper) -> Block | None:
    """Return the last initiative of the draft, behind which a new one goes; none: at the end of the text."""
    return paper.blocks.filter(kind=BlockKind.INITIATIVE, removed_at=None).order_by("position", "pk").last()


def begin(initiative: Initiative, *, by: User, at: dt.datetime, after: Block | None = None) -> Block:
    """Write the line of a new record into the draft, behind `after` or the last line."""
    draft = blocks.lock_draft(initiative.paper_id)
    lines = lines_of(initiative)
    behind = after or last_line(draft)
    behind = blocks.with_points(behind)[-1] if behind else blocks.end_of_text(draft)
    key = initiative.block_key
    made = blocks.add(draft, kind=BlockKind.INITIATIVE, texts=lines, after=behind, key=key, by=by, at=at)
    _note(initiative, lines)
    return made


def follow(initiative: Initiative, texts: Mapping[str, str]) -> None:
    """Note where a line that somebody wrote says what the record writes; the rest is in words of its own."""
    lines = {code: line_to_be(initiative, code) for code in LANGUAGES}
    _note(initiative, {code: line for code, line in lines.items() if same_words(line, texts.get(code, ""))})


def rewrite(initiative: Initiative, *, by: User, at: dt.datetime) -> None:
    """Let the draft follow its record, which was changed: all but what is in words of its own."""
    texts = _texts(initiative)
    said = {language: text.text for language, text in texts.items()}
    kept = own_words(initiative, said)
    _write(initiative, [code for code in LANGUAGES if code not in kept], by=by, at=at)


def reset(initiative: Initiative, *, by: User, at: dt.datetime) -> None:
    """Set the line from its record again, in each language in which the record can write it."""
    _write(initiative, [code for code in LANGUAGES if line_in(initiative, code)], by=by, at=at)


def _write(initiative: Initiative, languages: Collection[str], *, by: User, at: dt.datetime) -> None:
    """Save the texts that differ, the source first: translations are made from it."""
    paper = blocks.lock_draft(initiative.paper_id)
    texts, lines = _texts(initiative), lines_of(initiative)
    for language in sorted(languages, key=lambda code: code != paper.source_language):
        current, line = texts[language], lines[language]
        if same_words(current.text, line):
            # Spaces and marks that a person has set stay; a translation is still made from its source anew.
            line = current.text
        if line or current.text:
            blocks.edit(current.block, language, line, version=current.version, by=by, at=at)
    _note(initiative, initiative.written | {language: lines[language] for language in languages})


def _texts(initiative: Initiative) -> dict[str, BlockText]:
    found = BlockText.objects.filter(block__key=initiative.block_key).select_related("block")
    return {text.language: text for text in found}


def _note(initiative: Initiative, lines: Mapping[str, str]) -> None:
    initiative.written = {language: line for language, line in lines.items() if line}
    Initiative.objects.filter(pk=initiative.pk).update(written=initiative.written)


def _letters(text: str) -> str:
    return "".join(sign for sign in emphasis.plain(text).casefold() if sign.isalnum())
