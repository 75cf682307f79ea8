"""Remarks of observers and partner organizations as pages and papers set them out: in a section of their own,
under no number, counted nowhere (rule 55)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from comments.models import Consultation, OutsideRelease, OutsideRemark
from comments.reading import attached
from members.models import User
from plans.outline import revision_outline


@dataclass(frozen=True, slots=True)
class Line:
    """One remark: whose, on which paragraphs, how it came."""

    remark: OutsideRemark
    place: str

    @property
    def who(self) -> str:
        return self.remark.correspondent.name

    @property
    def release(self) -> OutsideRelease | None:
        """The row by which it was shown to Member States; nothing before that."""
        return getattr(self.remark, "release", None)


def set_out(consultation: Consultation, found: Iterable[OutsideRemark], language: str) -> list[Line]:
    """Return remarks in the order of protocol, with their places in the words of a language."""
    remarks = list(found)
    rows = revision_outline(consultation.revision) if remarks else ()
    with translation.override(language):
        return [Line(one, attached.place(one, rows, language)) for one in remarks]


def released(consultation: Consultation, reader: User | None = None) -> list[OutsideRemark]:
    """Return what was shown to the Member States, as far as `reader` may read it: what papers print."""
    found = OutsideRemark.objects.visible_to(reader) if reader else OutsideRemark.objects.all()
    found = found.released().filter(consultation=consultation)
    return list(found.select_related("correspondent", "release"))


def made_of(consultation: Consultation) -> dict[str, Any]:
    """Return what the key of a paper takes up of them; nothing where none is shown."""
    shown = sorted(str(one.pk) for one in released(consultation))
    return {"outside": shown} if shown else {}


def heading() -> str:
    """Return what papers call them, in the active language."""
    return _("Remarks of observers and partners, not counted among those of Member States")


def on_paper(
    consultation: Consultation, found: Iterable[OutsideRemark], language: str
) -> list[dict[str, str]]:
    """Return what a paper prints of each, as plain values; `language` is active."""
    return [
        {
            "head": f"{line.who}. {line.place}",
            "came": line.remark.came,
            "text": line.remark.text,
            "language": line.remark.language,
        }
        for line in set_out(consultation, found, language)
    ]
