"""Mails that are one whole text in each language: templates in a folder `email/en`, `email/ru`, `email/kk`.

All other mails take their sentences from the catalogues, and are corrected with them. A corrected text has
the same values and conditions as the portal's own, in the same order: `layout` compares them.
"""

import re
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template import Context, Engine, Template
from django.template.loader import render_to_string

from cica_portal import organization
from cica_portal.languages import LANGUAGES

_FRAME = re.compile(r"\A\{% autoescape off %\}(.*)\{% endautoescape %\}\s*\Z", re.DOTALL)
_TAG = re.compile(r"\{%\s*(.*?)\s*%\}|\{#.*?#\}", re.DOTALL)
_VALUE = re.compile(r"\{\{\s*(.*?)\s*\}\}", re.DOTALL)

# The names of the organization that every mail knows, in its language.
NAMES = ("secretariat", "secretariat_short", "swg_gen", "swg_mail")

# The texts that hold instead, by language and name.
_corrected: dict[tuple[str, str], str] = {}


def names() -> list[str]:
    """Return the names of the mails, as notes/email/note.txt: subjects and bodies, each a text of its own."""
    folder = _templates()
    found = folder.glob(f"*/email/{LANGUAGES[0]}/*.txt")
    return sorted(f"{file.parts[-4]}/email/{file.name}" for file in found)


def file(name: str, language: str) -> str:
    """Return the template of a mail in one language."""
    folder, _slash, own = name.rpartition("/")
    return f"{folder}/{language}/{own}"


def source(name: str, language: str) -> str:
    """Return the text that the portal comes with, without the frame that keeps signs as they are."""
    text = (_templates() / file(name, language)).read_text(encoding="utf-8")
    framed = _FRAME.match(text)
    return framed[1] if framed else text


def layout(text: str) -> tuple[list[str], Counter[str]]:
    """Return the conditions of a text in their order, and how often it holds each value."""
    return list(_TAG.findall(text)), Counter(_VALUE.findall(text))


def put(corrected: Mapping[tuple[str, str], str]) -> None:
    """Let these texts hold, by language and name, and no others."""
    global _corrected
    _corrected = dict(corrected)
    _compiled.cache_clear()


def render(name: str, language: str, context: Mapping[str, Any]) -> str:
    """Return a mail, or its subject, in a language, with the correction that holds for it."""
    text = _corrected.get((language, name))
    given = {form: organization.name(form, language) for form in NAMES} | dict(context)
    if text is None:
        return render_to_string(file(name, language), given)
    return str(_compiled(text).render(Context(given, autoescape=False)))


@cache  # a template is compiled once for all recipients
def _compiled(text: str) -> Template:
    return Template(text, engine=Engine.get_default())


def compiles(text: str) -> bool:
    """Tell whether the text can be a template; it is not rendered."""
    try:
        Template(text, engine=Engine.get_default())
    except Exception:  # a template can be wrong in as many ways as there are tags
        return False
    return True


def _templates() -> Path:
    return Path(settings.BASE_DIR) / "templates"
