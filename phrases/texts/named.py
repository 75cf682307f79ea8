"""Messages that name a body, in the words of the organization whose data holds.

The catalogues name the bodies of the organization that the portal comes with. Another's are put in their
place form by form, as its data gives them; nothing is inflected here. Where a whole sentence has to be
another, its data holds it: a Russian verb agrees with the body that it follows.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from cica_portal import organization
from cica_portal.languages import LANGUAGES, NAMES
from cica_portal.messages import overlay
from phrases.enums import Kind
from phrases.texts.catalogue import Phrase, phrases

Bodies = Mapping[str, Any]
# A body in Russian, in the nominative, and the verb in the past tense that agrees with it.
AGREEING = r"\b{name}\s+(?:не\s+)?\w+(?:л|ла|ло|ли)\b"


def wordings(parts: Mapping[str, Any]) -> dict[str, dict[overlay.Key, str]]:
    """Return the messages that read otherwise under these data than in the catalogues, by language."""
    bodies = parts.get("bodies", organization.default()["bodies"])
    whole = parts.get("messages", {})
    found: dict[str, dict[overlay.Key, str]] = defaultdict(dict)
    for phrase in phrases().values():
        if phrase.kind != Kind.MESSAGE:
            continue
        for language in LANGUAGES:
            texts = _texts(phrase, language, whole, bodies)
            for place, text in enumerate(texts):
                if text != phrase.texts[language][place]:
                    form = place if phrase.plural else None
                    found[language][overlay.key(phrase.message, phrase.context, form)] = text
    return found


def faults(parts: Mapping[str, Any]) -> Iterator[str]:
    """Yield what keeps data from being used in pages: forms that bodies lack, sentences not given."""
    own, given = organization.default()["bodies"], parts["bodies"]
    for code, body in own.items():
        for language in LANGUAGES:
            lacking = body["pages"][language].keys() - given.get(code, {}).get("pages", {}).get(language, {})
            for form in sorted(lacking):
                yield f"The body {code} has no form {form} in {NAMES[language]}."
        if given.get(code, {}).get("gender") != body["gender"]:
            pattern = re.compile(AGREEING.format(name=re.escape(body["pages"]["ru"]["short"])))
            for phrase in phrases().values():
                agrees = any(pattern.search(text) for text in phrase.texts["ru"])
                if agrees and phrase.message not in parts.get("messages", {}):
                    yield f"Verbs agree with the body {code}; give the message in full: {phrase.message}"


def replaced(text: str, language: str, bodies: Bodies) -> str:
    """Return a text of the catalogues with these bodies in the place of the portal's own, form by form."""
    pairs = {
        former: bodies[code]["pages"][language][form]
        for code, body in organization.default()["bodies"].items()
        for form, former in body["pages"][language].items()
    }
    ordered = sorted(pairs, key=len, reverse=True)
    pattern = r"(?<!\w)(?:" + "|".join(map(re.escape, ordered)) + r")(?![\w-])"
    return re.sub(pattern, lambda match: pairs[match[0]], text)


def pattern_with(pattern: str, names: Iterable[str]) -> str:
    """Return a pattern that finds a body in a text by these names, too."""
    for name in names:
        if not re.search(pattern, name):
            pattern = rf"{pattern}|\b{re.escape(name)}\b"
    return pattern


def _texts(phrase: Phrase, language: str, whole: Mapping[str, Any], bodies: Bodies) -> tuple[str, ...]:
    if phrase.message in whole:
        given = whole[phrase.message][language]
        return tuple(given) if isinstance(given, list) else (given,)
    return tuple(replaced(text, language, bodies) for text in phrase.texts[language])
