"""The case forms of names as texts that an officer proposes and a signatory approves."""

import datetime as dt

from django.shortcuts import get_object_or_404

from members.models import User
from notes.wording import inflections
from notes.wording.inflections import FORMS, Named
from phrases.enums import Kind
from phrases.own import Holder, Texts


class Names(Holder):
    """Measures and States, named as "states/KZ"; a field is "ru-gen"."""

    kind = Kind.NAME
    permission = "notes.write_names"

    def title(self, name: str) -> str:
        return str(subject(name))

    def page(self, name: str) -> tuple[str, ...]:
        return "notes:name-edit", *name.split("/")

    def texts(self, name: str) -> dict[str, str]:
        found = subject(name)
        return {
            f"{code}-{form}": found.forms.get(code, {}).get(form, "")
            for code, form in inflections.needed(found)
        }

    def label(self, field: str) -> tuple[str, str]:
        language, _hyphen, form = field.partition("-")
        return language, str(FORMS[form])

    def check(self, name: str, texts: Texts) -> None:
        inflections.check(subject(name), _given(texts))

    def write(self, name: str, texts: Texts, *, by: User, at: dt.datetime) -> None:
        found = subject(name)
        inflections.fill(found, _given(texts), read=inflections.shown(found), by=by, at=at)


def name_of(found: Named) -> str:
    return f"{inflections.group_of(found)}/{found.code}"


def subject(name: str) -> Named:
    """Return the measure or the State of a name; 404 where there is none."""
    group, _slash, code = name.partition("/")
    return get_object_or_404(inflections.GROUPS[group], code=code)


def _given(texts: Texts) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for field, text in texts.items():
        language, _hyphen, form = field.partition("-")
        found.setdefault(language, {})[form] = text
    return found


NAMES = Names()
