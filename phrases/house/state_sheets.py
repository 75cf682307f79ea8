"""The pages of Member States: one that joins, is renamed from a day on, or leaves on a day."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from cica_portal import formats, spaces
from cica_portal.deadlines import seat_date
from cica_portal.languages import LANGUAGES, lowfirst, reader_language
from members.directory import states
from members.directory.states import FORMS
from members.models import MemberState, User
from phrases.house import name_cases
from phrases.house.sheets import NEW, Row, Sheet, make_form_rows, make_row

NAMES = (
    ("name", _("short name")),
    ("full_name", lowfirst(_("Full name"))),
    ("capital", lowfirst(pgettext_lazy("State", "Capital"))),
)
# What else is read of a new State before it is approved.
FACTS = ("code", "joined_on", "time_zone")
LABELS = {
    "full": _("full name, with its article"),
    "short": _("short name, within a text"),
    "nom": pgettext_lazy("case", "nominative"),
    "gen": pgettext_lazy("case", "genitive"),
    "dat": pgettext_lazy("case", "dative"),
    "acc": pgettext_lazy("case", "accusative"),
    "ins": pgettext_lazy("case", "instrumental"),
    "prep": pgettext_lazy("case", "prepositional"),
    "abl": pgettext_lazy("case", "ablative"),
    "short_gen": pgettext_lazy("name", "short name, genitive"),
    "short_dat": pgettext_lazy("name", "short name, dative"),
    "short_ins": pgettext_lazy("name", "short name, instrumental"),
}


class StateSheet(Sheet):
    """A Member State: names and case forms, zone, membership. What changes holds from a day on."""

    lead = _(
        "Names hold from the day on that you enter. Issued papers and the addressees of consultations do not "
        "change. A State that leaves is a member until the day before."
    )

    def __init__(self, state: MemberState | None) -> None:
        self.state = state
        self.name = f"state-{state.code if state else NEW}"
        self.title = state.name if state else _("New Member State")

    def rows(self) -> list[Row]:
        return [
            *([] if self.state else [make_row("code", _("code of the country, two letters"))]),
            *(
                make_row(
                    f"{name}_{{}}",
                    label,
                    LANGUAGES,
                    required=name != "capital",
                    limit=200 if name == "full_name" else 100,
                )
                for name, label in NAMES
            ),
            *make_form_rows(FORMS, LABELS, "state"),
            make_row("from", _("Names hold from this day on"), sort="day"),
            make_row("time_zone", _("Time zone of the capital"), sort="zone"),
            make_row("joined_on", _("Member since"), sort="day"),
            make_row("left_on", _("No longer a member from this day on"), sort="day", required=False),
        ]

    def texts(self) -> dict[str, str]:
        state = self.state
        if state is None:
            return {}
        coming = states.coming(state)
        fields: Mapping[str, str] = coming["names"] if coming else states.names(state)
        forms = coming["forms"] if coming else state.forms
        return {
            **fields,
            **{f"{code}-{form}": text for code, of in forms.items() for form, text in of.items()},
            "from": coming["from"] if coming else state.joined_on.isoformat(),
            "time_zone": state.time_zone,
            "joined_on": state.joined_on.isoformat(),
            "left_on": state.left_on.isoformat() if state.left_on else "",
        }

    def until_then(self) -> str:
        waiting = states.coming(self.state) if self.state else None
        if self.state is None or waiting is None:
            return ""
        # Translators: day is a date in full; name is the name of a State
        return gettext(
            "The names below hold from a later day on (%(day)s). Until then, the name is: %(name)s."
        ) % {
            "day": formats.date(dt.date.fromisoformat(waiting["from"]), reader_language()),
            "name": self.state.name,
        }

    def begun(self, at: dt.datetime) -> dict[str, str]:
        """Names are proposed from today on: former consultations keep those that they had."""
        if self.state is None or states.coming(self.state):
            return {}
        return {"from": seat_date(at).isoformat()}

    def faults(self, texts: Mapping[str, str]) -> Iterable[Any]:
        code = texts.get("code", "").strip()
        if self.state is None:
            if len(code) != 2 or not code.isascii() or not code.isalpha() or not code.isupper():
                yield str(_("The code of a country has two capital Latin letters."))
            elif MemberState.objects.filter(code=code).exists():
                yield str(_("A Member State has this code: correct its page."))
        yield from name_cases.find_wrong_endings(texts, LABELS)
        left = texts.get("left_on", "").strip()
        if left and left <= texts["joined_on"].strip():
            yield str(_("A State leaves after it has joined."))

    def proposal(self, texts: Mapping[str, str]) -> Any:
        """Return the names of a new State and its sentences, with its forms in place."""
        if self.state:
            return None
        said = [
            (code, [(words, texts.get(f"{code}-{form}", "")) for words, form in parts])
            for code, parts in name_cases.list_sentences(texts)
        ]
        names = [(code, [texts.get(f"{name}_{code}", "") for name, _label in NAMES]) for code in LANGUAGES]
        joined = formats.date(dt.date.fromisoformat(texts["joined_on"].strip()), reader_language())
        shown = {**texts, "joined_on": spaces.shown(joined)}
        facts = [(field.label, shown[field.name]) for field in self.fields if field.name in FACTS]
        return {"name": texts[f"name_{reader_language()}"], "facts": facts, "names": names, "sentences": said}

    def write(self, texts: Mapping[str, str], *, by: User, at: dt.datetime) -> None:
        forms: dict[str, dict[str, str]] = {
            code: {form: texts[f"{code}-{form}"].strip() for form in FORMS[code]} for code in LANGUAGES
        }
        names = {
            f"{name}_{code}": texts[f"{name}_{code}"].strip() for name, _l in NAMES for code in LANGUAGES
        }
        left = texts.get("left_on", "").strip()
        membership: dict[str, Any] = {
            "time_zone": texts["time_zone"].strip(),
            "joined_on": dt.date.fromisoformat(texts["joined_on"].strip()),
            "left_on": dt.date.fromisoformat(left) if left else None,
        }
        if self.state is None:
            states.join(texts["code"].strip(), names, forms, **membership, by=by, at=at)
        else:
            day = dt.date.fromisoformat(texts["from"].strip())
            states.revise(self.state, names, forms, from_on=day, **membership, by=by, at=at)


def complete(typed: Mapping[str, str], proposed_for: Mapping[str, str]) -> dict[str, str]:
    """Return the texts of a new State: what was typed, and for the rest what its names propose.

    What was proposed for other names (`proposed_for`) gives way; what a person corrected stays.
    """
    former, proposed = (_proposed({**typed, **names}) for names in (proposed_for, {}))
    texts = {
        name: text if text and text != former.get(name) else proposed.get(name, "")
        for name, text in typed.items()
    }
    if texts["name_ru"] == texts["full_name_ru"]:  # one name has its forms once
        texts |= {f"ru-short_{case}": texts[f"ru-{case}"] for case in ("gen", "dat", "ins")}
    return texts


def _proposed(texts: Mapping[str, str]) -> dict[str, str]:
    zone = name_cases.propose_zone(texts["code"], texts["capital_en"])
    return name_cases.propose_forms(texts) | {"time_zone": zone, "from": texts["joined_on"]}


def list_state_sheets() -> list[Sheet]:
    return [*(StateSheet(state) for state in MemberState.objects.all()), StateSheet(None)]
