"""The pages of measures: their titles and case forms, the series of their notes, and who coordinates them."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal.languages import LANGUAGES, TITLES
from members.models import MemberState, User
from phrases.house.organization_sheets import examples
from phrases.house.sheets import NEW, Field, Finder, Row, Sheet
from plans import measures
from plans.measures import FORMS
from plans.models import ConfidenceBuildingMeasure

PREFIX = "measure-"
NAMES = (("title", pgettext_lazy("measure", "title")), ("dimension", pgettext_lazy("measure", "dimension")))
LABELS = {
    "title": _("title, unchanged"),
    "nom": pgettext_lazy("case", "nominative"),
    "dat_after_po": _("dative, after “по”"),
}
OF_ANOTHER = _("%(language)s, %(form)s: “%(text)s” is a form of another name: %(name)s.")


class MeasureSheet(Sheet):
    lead = _(
        "Circulated plans do not change. A State that no longer coordinates stays on record for what it did."
    )

    def __init__(self, measure: ConfidenceBuildingMeasure | None) -> None:
        self.measure = measure
        self.name = f"{PREFIX}{measure.code if measure else NEW}"
        self.title = measure.title if measure else _("New measure")

    def rows(self) -> list[Row]:
        code = Row(_("code in addresses"), (Field("code", _("code in addresses"), limit=50),))
        found = [] if self.measure else [code]
        for name, label in NAMES:
            limit = 300 if name == "title" else 200
            cells = [Field(f"{name}_{code}", label, code, limit=limit) for code in LANGUAGES]
            found.append(Row(label, tuple(cells)))
        for form in dict.fromkeys(form for of in FORMS.values() for form in of):
            cells = [
                Field(
                    f"{code}-{form}",
                    LABELS[form],
                    code,
                    example=examples().get(f"measure_{form}", {}).get(code, ""),
                )
                for code in LANGUAGES
                if form in FORMS[code]
            ]
            found.append(Row(LABELS[form], tuple(cells)))
        states: list[tuple[str, Any]] = [("", pgettext_lazy("coordinator", "nobody"))]
        states += [(one.code, one.name) for one in MemberState.objects.all()]
        return [
            *found,
            Row(_("Prefix of note numbers"), (Field("note_prefix", _("Prefix of note numbers"), limit=30),)),
            Row(
                _("Coordinating State"),
                (Field("lead", _("Coordinating State"), sort="choice", choices=states, required=False),),
            ),
            Row(
                _("Codes of co-coordinating States, with commas"),
                (Field("others", _("Codes of co-coordinating States, with commas"), required=False),),
            ),
        ]

    def texts(self) -> dict[str, str]:
        if self.measure is None:
            return {}
        lead, others = measures.coordinators(self.measure)
        fields = {
            f"{name}_{code}": getattr(self.measure, f"{name}_{code}") or ""
            for name, _label in NAMES
            for code in LANGUAGES
        }
        forms = {
            f"{code}-{form}": text for code, of in self.measure.forms.items() for form, text in of.items()
        }
        return (
            fields
            | forms
            | {
                "note_prefix": self.measure.note_prefix,
                "lead": lead,
                "others": ", ".join(others),
            }
        )

    def faults(self, texts: Mapping[str, str]) -> Iterable[Any]:
        code = texts.get("code", "").strip()
        if self.measure is None:
            if not code.isascii() or not code.isidentifier() or code != code.lower():
                yield str(_("The code of a measure has small Latin letters, digits and underscores."))
            elif ConfidenceBuildingMeasure.objects.filter(code=code).exists():
                yield str(_("A measure has this code: correct its page."))
        for other in ConfidenceBuildingMeasure.objects.exclude(
            code=self.measure.code if self.measure else ""
        ):
            for code, forms in FORMS.items():
                for form in forms:
                    text = texts.get(f"{code}-{form}", "").strip()
                    if text in other.forms.get(code, {}).values():
                        said = {"language": TITLES[code], "form": LABELS[form], "text": text, "name": other}
                        yield str(OF_ANOTHER) % said
        known = set(MemberState.objects.values_list("code", flat=True))
        for one in _codes(texts.get("others", "")):
            if one not in known:
                yield str(_("%(code)s is not the code of a Member State.")) % {"code": one}

    def write(self, texts: Mapping[str, str], *, by: User, at: dt.datetime) -> None:
        present = self.measure.forms if self.measure else {}
        forms = {
            code: dict(present.get(code, {}))
            | {form: texts[f"{code}-{form}"].strip() for form in FORMS[code]}
            for code in LANGUAGES
        }
        measures.save(
            self.measure.code if self.measure else texts["code"].strip(),
            {f"{name}_{code}": texts[f"{name}_{code}"].strip() for name, _l in NAMES for code in LANGUAGES},
            forms,
            note_prefix=texts["note_prefix"].strip(),
            lead=texts.get("lead", ""),
            others=_codes(texts.get("others", "")),
            by=by,
            at=at,
        )


class MeasureSheets(Finder):
    label = _("Confidence-building measures")

    def sheets(self) -> list[Sheet]:
        return [*(MeasureSheet(one) for one in ConfidenceBuildingMeasure.objects.all()), MeasureSheet(None)]

    def find(self, name: str) -> Sheet | None:
        if not name.startswith(PREFIX):
            return None
        code = name.removeprefix(PREFIX)
        if code == NEW:
            return MeasureSheet(None)
        found = ConfidenceBuildingMeasure.objects.filter(code=code).first()
        return MeasureSheet(found) if found else None


def _codes(text: str) -> list[str]:
    return [code.strip() for code in text.split(",") if code.strip()]
