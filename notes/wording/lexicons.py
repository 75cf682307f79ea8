"""The names that a note may contain, in each language: of measures, States, addressees and clocks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cica_portal import formats
from cica_portal.languages import LANGUAGES
from members.models import MemberState
from notes.wording import placeholder_values
from plans.models import ConfidenceBuildingMeasure

Lexicon = Mapping[str, Mapping[str, Iterable[str]]]

EVERYBODY = "all"
NAME_FORMS = {
    "en": ("full",),
    "ru": ("nom", "gen", "dat", "acc", "ins", "prep"),
    "kk": ("nom", "gen", "dat", "abl", "ins"),
}


@dataclass(frozen=True, slots=True)
class Lexicons:
    """Names by code and language. `names` say in the reader's language what a code of a measure or State is.

    `addressees` are the words by which a note is addressed to all Member States or to one, and `blocks` those
    in capitals at its foot.
    """

    measures: Lexicon
    states: Lexicon
    addressees: Lexicon
    blocks: Lexicon
    clocks: Lexicon
    names: Mapping[str, str]


Addressed = dict[str, dict[str, list[str]]]


def known() -> Lexicons:
    """Return the names as they are now."""
    measures = list(ConfidenceBuildingMeasure.objects.values_list("code", "title", "forms"))
    states = list(MemberState.objects.only("code", "name", "forms"))
    addressees, blocks = _addressed(states)
    return Lexicons(
        measures={
            code: {language: tuple(words.values()) for language, words in forms.items()}
            for code, _title, forms in measures
        },
        states={
            one.code: {
                code: [one.forms.get(code, {}).get(name, "") for name in names]
                for code, names in NAME_FORMS.items()
            }
            for one in states
        },
        addressees=addressees,
        blocks=blocks,
        clocks={words["en"]: {code: [words[code]] for code in LANGUAGES} for words in formats.clocks()},
        names={code: title for code, title, _forms in measures} | {one.code: one.name for one in states},
    )


def _addressed(states: Iterable[MemberState]) -> tuple[Addressed, Addressed]:
    """Return how a note speaks to all Member States and to each: in its sentences, and at its foot."""
    needed = placeholder_values.REQUESTING_FORM.items()
    whole = [one for one in states if all(one.forms.get(code, {}).get(form) for code, form in needed)]
    sentences, feet = {}, {}
    for key, forms in [(EVERYBODY, None), *((one.code, one.forms) for one in whole)]:
        said = {
            code: [placeholder_values.addressee(code, forms, is_host=is_host) for is_host in (False, True)]
            for code in LANGUAGES
        }
        sentences[key] = {code: [one["dative"] for one in of] for code, of in said.items()}
        feet[key] = {code: [" ".join(one["block"]) for one in of] for code, of in said.items()}
    return sentences, feet
