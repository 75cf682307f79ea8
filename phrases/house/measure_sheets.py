"""The pages of measures: their titles and case forms, the series of their notes, and who coordinates them."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal.languages import LANGUAGES, TITLES
from members.models import MemberState, User
from phrases.house import name_cases
from phrases.house.sheets import NEW, Row, Sheet, make_form_rows, make_row
from plans import measures
from plans.measures import FORMS
from plans.models import ConfidenceBuildingMeasure

SHORT = _("short name")
NAMES = (
    ("title", pgettext_lazy("correspondent", "name")),
    ("dimension", pgettext_lazy("field", "dimension")),
)
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
        self.name = f"measure-{measure.code if measure else NEW}"
        self.title = measure.title if measure else _("New measure")

    def rows(self) -> list[Row]:
        states: list[tuple[str, Any]] = [("", pgettext_lazy("coordinator", "nobody"))]
        states += [(one.code, one.name) for one in MemberState.objects.all()]
        return [
            *([] if self.measure else [make_row("code", _("code in addresses"), limit=50)]),
            *(
                make_row(f"{name}_{{}}", label, LANGUAGES, limit=300 if name == "title" else 200)
                for name, label in NAMES
            ),
            make_row("short_{}", SHORT, LANGUAGES, limit=measures.SHORT_LIMIT, required=False),
            *make_form_rows(FORMS, LABELS, "measure"),
            make_row("note_prefix", _("Prefix of note numbers"), limit=30),
            make_row("lead", _("Coordinating State"), sort="choice", choices=states, required=False),
            make_row("others", _("Codes of co-coordinating States, with commas"), required=False),
        ]

    def texts(self) -> dict[str, str]:
        if self.measure is None:
            return {}
        lead, others = measures.coordinators(self.measure)
        names = [f"{name}_{code}" for name, _label in NAMES for code in LANGUAGES]
        forms = self.measure.forms.items()
        return {
            **{name: getattr(self.measure, name) or "" for name in names},
            **{f"short_{code}": self.measure.short_titles.get(code, "") for code in LANGUAGES},
            **{f"{code}-{form}": text for code, of in forms for form, text in of.items()},
            "note_prefix": self.measure.note_prefix,
            "lead": lead,
            "others": ", ".join(others),
        }

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
        yield from name_cases.find_wrong_endings(texts, LABELS)
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
        names = [f"{name}_{code}" for name, _label in NAMES for code in LANGUAGES]
        short = {code: text for code in LANGUAGES if (text := texts.get(f"short_{code}", "").strip())}
        measures.save(
            self.measure.code if self.measure else texts["code"].strip(),
            {"short_titles": short} | {name: texts[name].strip() for name in names},
            forms,
            note_prefix=texts["note_prefix"].strip(),
            lead=texts.get("lead", ""),
            others=_codes(texts.get("others", "")),
            by=by,
            at=at,
        )


def list_measure_sheets() -> list[Sheet]:
    return [*(MeasureSheet(one) for one in ConfidenceBuildingMeasure.objects.all()), MeasureSheet(None)]


def _codes(text: str) -> list[str]:
    return [code.strip() for code in text.split(",") if code.strip()]
