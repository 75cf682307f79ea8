"""The pages of Member States: one that joins, is renamed from a day on, or leaves on a day."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from cica_portal import formats
from cica_portal.deadlines import seat_date
from cica_portal.languages import LANGUAGES, reader_language
from members.directory import states
from members.directory.states import FORMS
from members.models import MemberState, User
from phrases.house.organization_sheets import examples
from phrases.house.sheets import NEW, Field, Finder, Row, Sheet

PREFIX = "state-"
NAMES = (
    ("name", _("short name")),
    ("full_name", _("full name")),
    ("capital", pgettext_lazy("field", "capital")),
)
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
        self.name = f"{PREFIX}{state.code if state else NEW}"
        self.title = state.name if state else _("New Member State")

    def rows(self) -> list[Row]:
        code = Field("code", _("code of the country, two letters"))
        found = [] if self.state else [Row(_("code of the country, two letters"), (code,))]
        for name, label in NAMES:
            limit = 200 if name == "full_name" else 100
            is_required = name != "capital"
            cells = [
                Field(f"{name}_{code}", label, code, required=is_required, limit=limit) for code in LANGUAGES
            ]
            found.append(Row(label, tuple(cells)))
        for form in dict.fromkeys(form for of in FORMS.values() for form in of):
            languages = [code for code in LANGUAGES if form in FORMS[code]]
            cells = [
                Field(
                    f"{code}-{form}",
                    LABELS[form],
                    code,
                    example=examples().get(f"state_{form}", {}).get(code, ""),
                )
                for code in languages
            ]
            found.append(Row(LABELS[form], tuple(cells)))
        return [
            *found,
            Row(
                _("Names hold from this day on"),
                (Field("from", _("Names hold from this day on"), sort="day"),),
            ),
            Row(
                _("Time zone of the capital"),
                (Field("time_zone", _("Time zone of the capital"), sort="zone"),),
            ),
            Row(_("Member since"), (Field("joined_on", _("Member since"), sort="day"),)),
            Row(
                _("No longer a member from this day on"),
                (Field("left_on", _("No longer a member from this day on"), sort="day", required=False),),
            ),
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
        left = texts.get("left_on", "").strip()
        if left and left <= texts["joined_on"].strip():
            yield str(_("A State leaves after it has joined."))

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


class StateSheets(Finder):
    label = _("Member States")

    def sheets(self) -> list[Sheet]:
        return [*(StateSheet(state) for state in MemberState.objects.all()), StateSheet(None)]

    def find(self, name: str) -> Sheet | None:
        if not name.startswith(PREFIX):
            return None
        code = name.removeprefix(PREFIX)
        if code == NEW:
            return StateSheet(None)
        state = MemberState.objects.filter(code=code).first()
        return StateSheet(state) if state else None
