"""The case forms of names that notes need, and which a measure or a State lacks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from cica_portal.languages import LANGUAGES, TITLES
from cica_portal.text import is_blank
from members.models import MemberState
from notes.models import VerbalNote
from notes.register import addressees
from notes.wording import placeholder_values, wordings
from notes.wording.texts import Body
from phrases.house import measure_sheets, state_sheets
from plans.models import ConfidenceBuildingMeasure

Named = ConfidenceBuildingMeasure | MemberState

FORMS = state_sheets.LABELS | measure_sheets.LABELS


@dataclass(frozen=True, slots=True)
class Lack:
    """A form that a drafted note needs and a name does not have."""

    subject: Named
    language: str
    form: str

    @property
    def sheet(self) -> str:
        return sheet_of(self.subject)

    def __str__(self) -> str:
        return str(
            _("%(language)s: a form of “%(name)s” that notes need is missing: %(form)s.")
            % {"language": TITLES[self.language], "name": self.subject, "form": FORMS[self.form]}
        )


def sheet_of(subject: Named) -> str:
    """Return the sheet of the organization's data on which the forms are written."""
    return f"{'measure' if isinstance(subject, ConfidenceBuildingMeasure) else 'state'}-{subject.code}"


# What is needed --------------------------------------------------------------------------------------
def has(subject: Named, language: str, form: str) -> bool:
    return not is_blank(subject.forms.get(language, {}).get(form) or "")


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
