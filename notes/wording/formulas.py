"""Whether the texts of a kind of notes hold: their placeholders, the cases these stand in, each language
saying the same, and nothing of a single note. Nothing that people write is ever run as a template: braces
hold a name of the fixed list, or the text is refused (rule 24).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal.errors import DomainError, Refusal
from cica_portal.languages import LANGUAGES, TITLES, lowfirst
from notes.wording import consistency, lexicons, texts
from notes.wording.consistency import Defect, Weight
from notes.wording.placeholder_labels import LABELS
from notes.wording.texts import ADDITIONAL, PLACEHOLDER, Body, note_texts

# Russian "г." and "гг." carry the full stop: a second one, or a space before it, is a slip of the pen.
DOUBLED = re.compile(r"\.\.|\s[.,;]|  ")

CASES = {
    "alone": pgettext_lazy("form", "unchanged"),
    "article": _("with its article"),
    "capitals": _("in capitals"),
    "quoted": _("in quotation marks"),
    "nominative": pgettext_lazy("case", "nominative"),
    "genitive": pgettext_lazy("case", "genitive"),
    "dative": pgettext_lazy("case", "dative"),
    "accusative": pgettext_lazy("case", "accusative"),
    "instrumental": pgettext_lazy("case", "instrumental"),
    "locative": pgettext_lazy("case", "locative"),
    "ablative": pgettext_lazy("case", "ablative"),
    "attributive": pgettext_lazy("case", "attributive"),
}
PIECES = {
    "opening": pgettext_lazy("paragraph", "Opening"),
    "request": pgettext_lazy("paragraph", "Request"),
    "moment": capfirst(_("end of the period for comments, with time and zone")),
    "events_open": _("Invitation to propose events"),
    "other_provisions": _("Other provisions"),
    "received_from": _("States that submitted comments"),
    "earlier": _("Earlier text of the draft"),
    "forwarded": _("Handling of the comments"),
    "names": _("List of participants"),
    "reason": _("Reason for the extension"),
    "enclosed": _("Enclosures besides the text"),
    ADDITIONAL: _("Additional paragraph"),
}
VARIANTS = {
    "of_state": _("at the request of one State"),
    "of_several": _("at the request of several States"),
    "none": _("without a request"),
    "stated": _("the note states the reason"),
    "not_stated": _("the note does not state the reason"),
    "scheduled": _("the date of the meeting is known"),
    "unscheduled": _("the date of the meeting is not known"),
    "commented": _("comments on it were received"),
    "not_commented": _("no comments on it were received"),
    "several_commented": _("comments on several earlier texts were received"),
    "running": _("comments may still be submitted"),
    "ended": lowfirst(_("The deadline has passed")),
    "untold": _("no note said that comments were received"),
    "told": _("a note said that comments were received"),
    "all": _("mistake in every language"),
    "en": _("mistake in the English text"),
    "ru": _("mistake in the Russian text"),
    "kk": _("mistake in the Kazakh text"),
    "for_comments": _("comments are asked for"),
    "for_decision": _("a decision by silence is asked for"),
    "broken_one": _("one State objected"),
    "broken_several": _("several States objected"),
    "adopted": _("nobody objected"),
    "set_aside": _("an objection became known after the adoption"),
    "unchanged_commented": _("comments were received, and the text is unchanged"),
    "withdrawn": _("the comments on it were withdrawn"),
    "unchanged_withdrawn": _("the comments were withdrawn, and the text is unchanged"),
    "unchanged": _("no comments were received, and the text is unchanged"),
    "changes_replies": _("the changes, and the comments with replies"),
    "changes_comments": _("the changes and the comments"),
    "changes": _("the changes"),
    "replies": _("the comments with replies"),
    "comments": pgettext_lazy("enclosure", "the comments"),
    "nothing": pgettext_lazy("enclosure", "only the text"),
    "by_note": _("the comments came with a note"),
    "by_note_unnumbered": _("the comments came with a note without a number"),
    "to_coordinator": _("a State other than the coordinator submitted the comments"),
    "by_coordinator": _("the coordinating State submitted the comments"),
    "plan_went_on": _("the plan has since been submitted to the SWG or circulated again"),
    "to_nothing": _("without reference to a note"),
    "to_their_note": _("with reference to a note of a State"),
    "to_their_note_unnumbered": _("with reference to a note of a State without a number"),
    "in_portal": _("the comments were submitted in the portal"),
}


WRITTEN_OUT = _(
    "%(language)s: “%(said)s” would be printed in every note of this kind. Use a placeholder instead."
)


class Unfit(DomainError):
    """A text that cannot be used; the sentence names its language and what is wrong."""

    def __init__(self, *, key: str, language: str, **values: Any) -> None:
        super().__init__(language=TITLES[language], **values)
        self.key, self.in_language = key, language


class StrayBrace(Unfit):
    sentence = _(
        "%(language)s: a brace has no counterpart. Braces may only hold a placeholder from the list."
    )


class NotOnTheList(Unfit):
    sentence = _("%(language)s: there is no placeholder “%(name)s”. Choose one from the list.")


class NotInThisLanguage(Unfit):
    sentence = _("%(language)s: the placeholder “%(name)s” has no form in this language.")


class NotOfThisKind(Unfit):
    sentence = _("%(language)s: the placeholder “%(name)s” is not available in notes of this kind.")


class WrongCase(Unfit):
    sentence = _("%(language)s: “%(name)s” (%(case)s) is in the wrong place. Its place is: %(where)s.")


class NotEverywhere(Unfit):
    sentence = _("%(language)s: “%(name)s” is missing here, though another language has it.")


class TextMissing(Unfit):
    sentence = _("%(language)s: the paragraph is missing, though another language has it.")


class Doubled(Unfit):
    sentence = _(
        "%(language)s: with the values inserted, the text reads “%(words)s”: there is "
        "an extra full stop, comma or space."
    )


@dataclass(frozen=True, slots=True)
class Use:
    """A placeholder as a text uses it, with the words around it."""

    name: str
    before: str
    after: str


def uses(text: str) -> Iterator[Use]:
    for match in PLACEHOLDER.finditer(text):
        before, after = text[: match.start()].split(), text[match.end() :].lstrip(",;:) ").split()
        yield Use(match[1], before[-1].lstrip("(«“") if before else "", after[0] if after else "")


def group(name: str) -> str:
    """Return what a placeholder says, whatever its form: forms of one thing share a group."""
    return note_texts()["placeholders"][name].get("group", name)


def offered(kind: str, language: str) -> list[dict[str, Any]]:
    """Return the placeholders that a text of this kind may use in a language, in the order of their names."""
    groups = _groups_of(kind)
    found = []
    for name, rules in note_texts()["placeholders"].items():
        if not rules.get("frame") and language in rules and group(name) in groups:
            rule = rules[language]
            found.append(
                {"name": name, "label": LABELS[name], "case": CASES[rule["case"]], "where": str(where(rule))}
            )
    return found


def _groups_of(kind: str) -> set[str]:
    """Return what a note of this kind has values for: what its first version says."""
    return _groups_in(texts.first_body(kind))


def _groups_in(body: Body) -> set[str]:
    written = [text for of_piece in body.values() for text in of_piece.values()]
    known = note_texts()["placeholders"]
    return {group(use.name) for text in written for use in uses(text) if use.name in known}


def where(rule: Mapping[str, Any]) -> Any:
    """Say between which words a placeholder may stand, or nothing where it may stand anywhere."""
    if "after" in rule:
        return _("after “%(words)s”") % {"words": " / ".join(rule["after"])}
    if "before" in rule:
        return _("before “%(words)s”") % {"words": " / ".join(rule["before"])}
    return ""


def check(kind: str, body: Body) -> list[DomainError]:
    """Return what is wrong with the texts of a kind, paragraph by paragraph and language by language."""
    groups, found = _groups_of(kind), []
    for key, of_piece in body.items():
        for language in LANGUAGES:
            found += _of_text(key, language, of_piece.get(language, ""), groups)
        found += _unequal(key, of_piece)
    first = texts.definition(kind)["body"][0]["id"]
    if not all(any(of_piece.values()) for key, of_piece in body.items() if key.split(".")[0] == first):
        found.append(Refusal("notes.nothing_left"))
    return found


def _of_text(key: str, language: str, text: str, groups: set[str]) -> Iterator[Unfit]:
    known = note_texts()["placeholders"]
    if "{" in PLACEHOLDER.sub("", text) or "}" in PLACEHOLDER.sub("", text):
        yield StrayBrace(key=key, language=language)
    for use in uses(text):
        rules = known.get(use.name, {})
        if not rules or rules.get("frame"):
            yield NotOnTheList(key=key, language=language, name=use.name)
        elif language not in rules:
            yield NotInThisLanguage(key=key, language=language, name=use.name)
        elif group(use.name) not in groups:
            yield NotOfThisKind(key=key, language=language, name=use.name)
        elif not _stands_well(use, rules[language]):
            rule = rules[language]
            yield WrongCase(
                key=key, language=language, name=use.name, case=CASES[rule["case"]], where=where(rule)
            )


def _stands_well(use: Use, rule: Mapping[str, Any]) -> bool:
    if "after" in rule:
        return any(use.before.casefold().startswith(word.casefold()) for word in rule["after"])
    if "before" in rule:
        return any(use.after.casefold().startswith(word.casefold()) for word in rule["before"])
    return True


def _unequal(key: str, of_piece: Mapping[str, str]) -> Iterator[Unfit]:
    """Yield what one language says and another does not: a whole paragraph, or a value."""
    written = {language: of_piece.get(language, "") for language in LANGUAGES}
    if not any(written.values()):
        return
    known = note_texts()["placeholders"]
    said = {
        language: {group(use.name) for use in uses(text) if use.name in known}
        for language, text in written.items()
    }
    everything = sorted(set().union(*said.values()))
    for language, text in written.items():
        if not text:
            yield TextMissing(key=key, language=language)
            continue
        for name in everything:
            if name not in said[language]:
                yield NotEverywhere(key=key, language=language, name=name)


def doubled(key: str, language: str, text: str) -> Iterator[Unfit]:
    """Yield the slips of punctuation in a text whose values are put in."""
    for match in DOUBLED.finditer(text):
        yield Doubled(
            key=key, language=language, words=text[max(0, match.start() - 20) : match.end() + 10].strip()
        )


def written_out(kind: str, body: Body) -> list[Defect]:
    """Return what the texts of a kind, read without their placeholders, say of a single note.

    What differs between the languages or stands in the place of a placeholder is to be mended; the rest is
    for a signatory to judge.
    """
    known = lexicons.known()
    given = {
        code: "\n\n".join(PLACEHOLDER.sub("…", of_piece.get(code, "")) for of_piece in body.values())
        for code in LANGUAGES
    }
    readings = [replace(one, issued_on=None) for one in consistency.read(given, known)]
    just_days = [consistency.without_deadline(one) for one in readings]
    found = consistency.compare(just_days, known.names)
    found += consistency.differences(readings, known.names, consistency.TIMES)
    replaced = _groups_of(kind) - _groups_in(body)
    for one in readings:
        for thing in (of for name, of in consistency.COMPARED.items() if name != "bodies"):
            weight = Weight.UNEQUAL if thing.group in replaced else Weight.LACKING
            typed = thing.says(one, known.names).values()
            found += [consistency.finding(one, WRITTEN_OUT, text, weight) for text in typed]
        found += consistency.against(one, texts.named_body(kind), known.names)
    if "closing" in replaced and "deadline" not in replaced:
        found.append(Defect(str(consistency.NO_TIME), Weight.UNEQUAL))
    return list(dict.fromkeys(found))


def title(key: str) -> str:
    """Return how the pages call a paragraph of a kind, with its variant."""
    piece, _dot, variant = key.partition(".")
    words = str(PIECES.get(piece, piece))
    return f"{words}: {VARIANTS.get(variant, variant)}" if variant else words
