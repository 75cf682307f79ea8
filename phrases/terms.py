"""Terms of the glossary as texts that the Secretariat corrects: one person proposes, another approves."""

import datetime as dt
from itertools import chain, count

from django.shortcuts import get_object_or_404
from django.utils.text import slugify
from django.utils.translation import pgettext

from cica_portal.errors import Refusal
from cica_portal.languages import LANGUAGES
from cica_portal.text import is_blank
from members.models import User
from phrases.enums import Kind
from phrases.own import Holder, Texts
from plans.models import Term
from plans.terms import glossary

NEW = "new-"
AVOIDED = "avoid_"
NOTE = "note"


class Terms(Holder):
    """Terms by their code; a new one is named "new-…" until it is approved."""

    kind = Kind.TERM
    permission = "phrases.view"

    def title(self, name: str) -> str:
        return pgettext("glossary", "new term") if name.startswith(NEW) else str(_found(name))

    def page(self, name: str) -> tuple[str, ...]:
        return ("phrases:term-list",) if name.startswith(NEW) else ("phrases:term-edit", name)

    def texts(self, name: str) -> dict[str, str]:
        if name.startswith(NEW):
            return {}
        term = _found(name)
        avoided = {f"{AVOIDED}{code}": term.avoided.get(code, "") for code in LANGUAGES}
        return {code: term.texts.get(code, "") for code in LANGUAGES} | avoided | {NOTE: term.note}

    def label_of(self, name: str, field: str) -> tuple[str, str]:
        if field == NOTE:
            return "", pgettext("glossary", "Note")
        if field.startswith(AVOIDED):
            return field.removeprefix(AVOIDED), pgettext("glossary", "Not to be used")
        return field, ""

    def check(self, name: str, texts: Texts) -> None:
        blank = [is_blank(texts.get(code, "")) for code in LANGUAGES]
        if any(blank) and (name.startswith(NEW) or not all(blank)):
            raise Refusal("phrases.term_in_every_language")

    def write(self, name: str, texts: Texts, *, by: User, at: dt.datetime) -> None:
        glossary.save(
            _new_code(texts) if name.startswith(NEW) else name,
            texts={code: texts.get(code, "") for code in LANGUAGES},
            avoid={code: texts.get(f"{AVOIDED}{code}", "") for code in LANGUAGES},
            note=texts.get(NOTE, ""),
            by=by,
            at=at,
        )


TERMS = Terms()


def _found(name: str) -> Term:
    return get_object_or_404(Term, code=name)


def _new_code(texts: Texts) -> str:
    """Return a code that no term has, after its English text."""
    base = slugify(texts["en"].split("\n")[0])[:50] or "term"
    taken = set(Term.objects.filter(code__startswith=base).values_list("code", flat=True))
    codes = chain([base], (f"{base}-{number}" for number in count(2)))
    return next(code for code in codes if code not in taken)
