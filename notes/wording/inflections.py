"""The case forms of names that notes need: which a measure or a State lacks, in which sentence each will
stand, and the act of filling them in. Names are never inflected by code."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal.errors import DomainError, NotAllowed, Refusal, StaleVersion, WithFindings
from cica_portal.languages import LANGUAGES, TITLES
from cica_portal.text import is_blank, sha256
from members import audit
from members.models import MemberState, User
from notes.models import VerbalNote
from notes.register import addressees
from notes.wording import placeholder_values, wordings
from notes.wording.texts import PLACEHOLDER, Body
from plans.models import ConfidenceBuildingMeasure

Named = ConfidenceBuildingMeasure | MemberState

GROUPS: dict[str, type[Named]] = {"measures": ConfidenceBuildingMeasure, "states": MemberState}

FORMS = {
    "title": _("title, unchanged"),
    "full": _("full name, with its article"),
    "nom": pgettext_lazy("case", "nominative"),
    "gen": pgettext_lazy("case", "genitive"),
    "dat": pgettext_lazy("case", "dative"),
    "ins": pgettext_lazy("case", "instrumental"),
    "abl": pgettext_lazy("case", "ablative"),
    "dat_after_po": _("dative, after “по”"),
}
# Which placeholders stand for a measure and for a State, and in which form each language puts them.
OF_MEASURE = {"measure": placeholder_values.MEASURE_FORM}
OF_STATE = {
    "coordinator": placeholder_values.COORDINATOR_FORM,
    "coordinator_to": placeholder_values.RECIPIENT_FORM,
    "state": placeholder_values.REQUESTING_FORM,
    "states": placeholder_values.LISTED_FORM,
}
# How a form can end: in Kazakh the last word takes the ending, in Russian the first one does.
LAST_WORD = {
    ("kk", "gen"): ("ның", "нің", "дың", "дің", "тың", "тің"),
    ("kk", "dat"): ("ға", "ге", "қа", "ке", "на", "не"),
    ("kk", "abl"): ("нан", "нен", "дан", "ден", "тан", "тен"),
}
FIRST_WORD = {
    ("ru", "gen"): ("а", "я", "и", "ы", "ой", "ей", "ого", "его", "их", "ых"),
    ("ru", "dat"): ("е", "и", "у", "ю", "ой", "ей", "ому", "ему", "им", "ым", "ам", "ям"),
    ("ru", "dat_after_po"): ("е", "и", "у", "ю", "ой", "ей", "ому", "ему", "им", "ым", "ам", "ям"),
    ("ru", "ins"): ("ой", "ей", "ом", "ем", "ью", "ым", "им", "ыми", "ими", "ами", "ями", "ею"),
}
CYRILLIC = re.compile(r"[\u0400-\u04ff]")
LATIN = re.compile(r"[A-Za-z]")
SENTENCE_END = re.compile(r"(?<=[.:]) ")
WORDS_AROUND = 9


class FormUnfit(DomainError):
    """A form that cannot be used; the sentence names its language and case."""

    def __init__(self, *, language: str, form: str, **values: Any) -> None:
        super().__init__(language=TITLES[language], form=FORMS[form], **values)
        self.field = f"{language}-{form}"


class WrongScript(FormUnfit):
    sentence = _("%(language)s, %(form)s: these letters belong to another language.")


class WrongEnding(FormUnfit):
    sentence = _("%(language)s, %(form)s: “%(word)s” is not in this case. Expected endings: %(endings)s.")


class OfAnother(FormUnfit):
    sentence = _("%(language)s, %(form)s: “%(text)s” is a form of another name: %(name)s.")


class FormEmptied(FormUnfit):
    sentence = _("%(language)s, %(form)s: notes need this form. Enter another or keep the previous one.")


class FormsUnfit(WithFindings):
    """Forms that cannot be used; says everything that is wrong with them."""

    sentence = _("The forms cannot be used. %(findings)s")


@dataclass(frozen=True, slots=True)
class Slot:
    """A form that notes need of a name in one language, and the words between which it will stand."""

    language: str
    form: str
    before: str = ""
    after: str = ""

    @property
    def label(self) -> Any:
        return FORMS[self.form]

    @property
    def field(self) -> str:
        return f"{self.language}-{self.form}"


@dataclass(frozen=True, slots=True)
class Lack:
    """A form that a drafted note needs and a name does not have."""

    subject: Named
    language: str
    form: str

    @property
    def group(self) -> str:
        return group_of(self.subject)

    def __str__(self) -> str:
        return str(
            _("%(language)s: a form of “%(name)s” that notes need is missing: %(form)s.")
            % {"language": TITLES[self.language], "name": self.subject, "form": FORMS[self.form]}
        )


def group_of(subject: Named) -> str:
    """Return in which list of names a measure or a State stands."""
    return next(name for name, model in GROUPS.items() if isinstance(subject, model))


# What is needed --------------------------------------------------------------------------------------
def placeholders_of(subject: Named) -> Mapping[str, Mapping[str, str]]:
    return OF_MEASURE if isinstance(subject, ConfidenceBuildingMeasure) else OF_STATE


def needed(subject: Named) -> list[tuple[str, str]]:
    """Return the (language, form) pairs that notes need of a name, each once."""
    found = placeholders_of(subject).values()
    return list(dict.fromkeys((code, forms[code]) for code in LANGUAGES for forms in found))


def has(subject: Named, language: str, form: str) -> bool:
    return not is_blank(subject.forms.get(language, {}).get(form) or "")


def missing(subject: Named) -> list[tuple[str, str]]:
    return [one for one in needed(subject) if not has(subject, *one)]


def slots(subject: Named) -> list[Slot]:
    """Return every form that notes need of a name, in the sentence of the house in which it stands."""
    bodies = wordings.bodies_in_use()
    found = []
    for language, form in needed(subject):
        names = [name for name, forms in placeholders_of(subject).items() if forms[language] == form]
        before, after = next(_standing(bodies, language, names), ("", ""))
        found.append(Slot(language, form, before, after))
    return found


def _standing(bodies: list[Body], language: str, names: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the words before and after each place where the texts in use put one of `names`."""
    for body in bodies:
        for of_piece in body.values():
            for sentence in SENTENCE_END.split(of_piece.get(language, "")):
                for match in PLACEHOLDER.finditer(sentence):
                    if match[1] in names:
                        before, after = sentence[: match.start()], sentence[match.end() :]
                        yield _shortened(before, last=True), _shortened(after, last=False)


def _shortened(text: str, *, last: bool) -> str:
    """Return the words next to the slot, other placeholders left out."""
    words = PLACEHOLDER.sub("…", text)
    kept = words.split(" ")
    if len(kept) <= WORDS_AROUND:
        return words
    return "… " + " ".join(kept[-WORDS_AROUND:]) if last else " ".join(kept[:WORDS_AROUND]) + " …"


def lacking(note: VerbalNote) -> list[Lack]:
    """Return the forms that a drafted note needs and its measure or a State does not have."""
    body = wordings.body_of(note)
    found = []
    for subject, form_of in _named_in(note, body):
        found += [
            Lack(subject, code, form_of[code]) for code in LANGUAGES if not has(subject, code, form_of[code])
        ]
    return list(dict.fromkeys(found))


def _named_in(note: VerbalNote, body: Body) -> Iterator[tuple[Named, Mapping[str, str]]]:
    if note.paper is not None:
        yield note.paper.measure, placeholder_values.MEASURE_FORM
    if note.paper is not None and note.paper.coordinator is not None:
        yield note.paper.coordinator, placeholder_values.COORDINATOR_FORM
        if any("{coordinator_to}" in text for of_piece in body.values() for text in of_piece.values()):
            yield note.paper.coordinator, placeholder_values.RECIPIENT_FORM
    for party in addressees.named(note):
        if isinstance(party, MemberState):
            yield party, placeholder_values.RECIPIENT_FORM
    if note.member_state is not None:
        yield note.member_state, placeholder_values.REQUESTING_FORM
    for state in MemberState.objects.filter(code__in=note.values.get("states", ())):
        yield state, placeholder_values.LISTED_FORM


# Filling in ------------------------------------------------------------------------------------------
def shown(subject: Named) -> str:
    """Return what tells whether the forms are still those that a person was shown."""
    return sha256(subject.forms)


def fill(
    subject: Named, given: Mapping[str, Mapping[str, str]], *, read: str, by: User, at: dt.datetime
) -> None:
    """Write the case forms of a measure or a State; issued notes keep the words they had."""
    if not by.has_perm("notes.write_names"):
        raise NotAllowed
    with transaction.atomic():
        held = type(subject).objects.select_for_update().get(pk=subject.pk)
        if shown(held) != read:
            raise StaleVersion
        check(held, given)
        before, after = held.forms, {code: dict(forms) for code, forms in held.forms.items()}
        for language, form in needed(held):
            if text := given.get(language, {}).get(form, ""):
                after.setdefault(language, {})[form] = text
        if after == before:
            raise Refusal("notes.inflections_nothing_changed")
        held.forms = after
        held.save(update_fields=["forms"])
        audit.record("names.fill", subject=held, by=by, at=at, before=before, after=after)
    subject.forms = after


def check(subject: Named, given: Mapping[str, Mapping[str, str]]) -> None:
    """Refuse forms that are empty, of another language or of another case than notes need."""
    if found := list(_problems(subject, given)):
        raise FormsUnfit(found)


def _problems(subject: Named, given: Mapping[str, Mapping[str, str]]) -> Iterator[FormUnfit]:
    others = list(type(subject).objects.exclude(pk=subject.pk))
    for language, form in needed(subject):
        text = given.get(language, {}).get(form, "")
        if is_blank(text):
            if has(subject, language, form):
                yield FormEmptied(language=language, form=form)
            continue
        yield from problems(language, form, text)
        if other := next((one for one in others if text in one.forms.get(language, {}).values()), None):
            yield OfAnother(language=language, form=form, text=text, name=other)


def problems(language: str, form: str, text: str) -> Iterator[FormUnfit]:
    """Yield what shows that a text is in another language, or in another case, than it should be."""
    is_cyrillic = language != "en"
    if bool(CYRILLIC.search(text)) != is_cyrillic or (not is_cyrillic and not LATIN.search(text)):
        yield WrongScript(language=language, form=form)
        return
    words = re.findall(r"[\w-]+", text)
    for rules, word in ((FIRST_WORD, words[0]), (LAST_WORD, words[-1])):
        endings = rules.get((language, form), ())
        if endings and not word.isupper() and not word.casefold().endswith(endings):
            listed = ", ".join(f"-{ending}" for ending in endings)
            yield WrongEnding(language=language, form=form, word=word, endings=listed)
