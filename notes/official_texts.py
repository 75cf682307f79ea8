"""The texts of notes and the names in them, as the search over all texts of the portal finds them."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from cica_portal.languages import LANGUAGES
from members.models import MemberState
from notes.wording import formulas, inflections, wordings
from phrases.finding import OwnText, Source
from plans.models import ConfidenceBuildingMeasure


def _paragraphs() -> Iterator[OwnText]:
    """Return each paragraph in use of every kind of note, in one query."""
    for kind, body in zip(wordings.kinds(), wordings.bodies_in_use(), strict=True):
        for key, texts in body.items():
            title = f"{kind.label}: {formulas.title(key)}"
            yield OwnText(title, dict(texts), "notes:wording-detail", (str(kind),))


def _names() -> Iterator[OwnText]:
    """Return the forms of the names of measures and States, in one query each."""
    for model in (ConfidenceBuildingMeasure, MemberState):
        for subject in model.objects.all():
            texts = {code: "; ".join(subject.forms.get(code, {}).values()) for code in LANGUAGES}
            yield OwnText(str(subject), texts, "phrases:house-edit", (inflections.sheet_of(subject),))


SOURCES = (
    Source(_("Texts of notes"), "notes:wording-list", "notes.write_wording", _paragraphs),
    Source(_("Names in notes"), "phrases:house-list", "phrases.view", _names),
)
HOLDERS = ()
