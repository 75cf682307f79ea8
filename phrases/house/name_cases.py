"""What the portal proposes for a new Member State from its names: case forms, and the zone of its capital.

A rule proposes; a person reads each form in a sentence and corrects it.
"""

import importlib.resources
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from cica_portal import data_files
from cica_portal.languages import LANGUAGES, TITLES

ENDINGS_FILE = Path(__file__).parent.parent / "data" / "case_endings.yaml"
RU_CASES = ("nom", "gen", "dat", "acc", "ins", "prep")
KK_CASES = ("gen", "dat", "abl", "ins")
RU_CONSTANT = re.compile(r"[оеиуюэ]$")
WRONG_ENDING = _("%(language)s, %(form)s: “%(word)s” is not in this case. Expected endings: %(endings)s.")
RU_VOWELS = re.compile(r"[аеёиоуыэюя]$")


def propose_forms(names: Mapping[str, str]) -> dict[str, str]:
    """Return the forms of a State, as "ru-gen", from its short and full names in three languages."""
    full, short = ({code: names[f"{name}_{code}"] for code in LANGUAGES} for name in ("full_name", "name"))
    shorter = inflect_russian(short["ru"])
    return {
        "en-full": with_article(full["en"]),
        **{f"ru-{case}": text for case, text in inflect_russian(full["ru"]).items()},
        **{f"ru-short_{case}": shorter[case] for case in ("gen", "dat", "ins")},
        "kk-nom": full["kk"],
        **{f"kk-{case}": text for case, text in inflect_kazakh(full["kk"]).items()},
        **{f"{code}-short": text for code, text in short.items()},
    }


def list_sentences(names: Mapping[str, str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the sentences that use each form, by language: words, and the form after them."""
    sentences = _data()["sentences"]
    is_one = names["full_name_ru"] == names["name_ru"]
    listed = [*sentences["full"], *(() if is_one else sentences["short"])]
    parted = [(code, re.split(r"\{(\w+)\}", text)) for code, text in listed]
    return [(code, list(zip(parts[::2], [*parts[1::2], ""], strict=True))) for code, parts in parted]


def with_article(name: str) -> str:
    takes_one = set(name.split()) & set(_data()["en_article"])
    return f"the {name}" if takes_one and not name.lower().startswith("the ") else name


def inflect_russian(name: str) -> dict[str, str]:
    """Return a name in six cases: its adjectives and its noun change, what follows stays."""
    words = name.split()
    heads = {head for of_gender in _data()["ru_heads"].values() for head in of_gender}
    at = next((number for number, word in enumerate(words) if word.capitalize() in heads), len(words) - 1)
    adjectives = [_inflect_adjective(word) for word in words[:at]]
    if not words or not all(adjectives):
        return dict.fromkeys(RU_CASES, name)
    changed = [*adjectives, _inflect_noun(words[at])]
    return {
        case: " ".join([*(forms[number] for forms in changed), *words[at + 1 :]])
        for number, case in enumerate(RU_CASES)
    }


def _inflect_adjective(word: str) -> list[str]:
    of_ending: Mapping[str, list[str]] = _data()["ru_adjectives"]
    ending = next((one for one in (word[-3:], word[-2:]) if one in of_ending), "")
    return [word.removesuffix(ending) + one for one in of_ending[ending]] if ending else []


def _inflect_noun(word: str) -> list[str]:
    data = _data()
    if word.isupper():  # ОАЭ
        return [word] * len(RU_CASES)
    if genitive := data["ru_plurals"].get(word):
        return [word, genitive, *(word[:-1] + one for one in ("ам", "ы", "ами", "ах"))]
    for endings in data["ru_nouns"]:
        if word.lower().endswith(endings[0]):
            return [word[: len(word) - len(endings[0])] + one for one in endings]
    if RU_VOWELS.search(word):
        return [word] * len(RU_CASES)
    stem = data["ru_stems"].get(word, word)
    endings = data["ru_hissing" if word[-1] in "жцчшщ" else "ru_hard"]
    return [stem + one if one else word for one in endings]


def inflect_kazakh(name: str) -> dict[str, str]:
    """Return a name in four cases, by the harmony of its last vowel and the sound that it ends in."""
    data, last = _data(), name[-1:].lower()
    kind = next((one for one, letters in data["kk_last"].items() if last and last in letters), None)
    vowels = [letter for letter in name.lower() if letter in data["kk_back"] + data["kk_front"]]
    if kind is None or not vowels:
        return dict.fromkeys(KK_CASES, name)
    if " " in name and last in "ыі":
        kind = "possessive"
    harmony = vowels[-1] in data["kk_front"]
    return {case: name + data["kk_endings"][kind][case][harmony] for case in KK_CASES}


def find_wrong_endings(texts: Mapping[str, str], labels: Mapping[str, Any]) -> Iterator[str]:
    """Yield what shows that a form is in another case than it should be."""
    for field, endings in _data()["expected"].items():
        language, form = field.split("-")
        words = re.findall(r"[\w-]+", texts.get(field, ""))
        word = words[0 if language == "ru" else -1] if words else ""
        is_constant = RU_CONSTANT.search(word) and texts[field] == texts.get("ru-nom")
        if word and not word.isupper() and not is_constant and not word.casefold().endswith(tuple(endings)):
            listed = ", ".join(f"-{ending}" for ending in endings)
            said = {"language": TITLES[language], "form": labels[form], "word": word, "endings": listed}
            yield str(WRONG_ENDING) % said


def propose_zone(code: str, capital: str) -> str:
    """Return the zone of the country's capital: its only one, or the one called after the capital."""
    zones = _zones().get(code, ())
    named = [zone for zone in zones if zone.rpartition("/")[2] == capital.strip().replace(" ", "_")]
    return next(iter(named or (zones if len(zones) == 1 else ())), "")


@cache  # 20 ms; the database of zones is the same as long as a process lives
def _zones() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    table = importlib.resources.files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8")
    for line in table.splitlines():
        if not line.startswith("#"):
            code, _place, zone, *_comment = line.split("\t")
            found.setdefault(code, []).append(zone)
    return found


def _data() -> Any:
    return data_files.read_once(ENDINGS_FILE)
