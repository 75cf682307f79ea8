"""A note that was never drafted: a real round lends it what a kind's texts speak of, to read them by."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext, override, pgettext

from cica_portal.deadlines import seat_date
from cica_portal.errors import DomainError
from cica_portal.languages import LANGUAGES, lowfirst
from notes import kinds
from notes.enums import NoteStatus
from notes.models import VerbalNote
from notes.register import numbers
from notes.wording import composition, enclosed, formulas, texts
from notes.wording.placeholder_values import REQUESTING_FORM, Listed, case_form
from notes.wording.texts import Body, Piece

MOST = 20
WORDS = ("instead", "read", "event", "event_place", "matter", "reason")


def choices() -> list[VerbalNote]:
    """Return the circulation notes whose rounds can serve as an example, the latest first."""
    issued = VerbalNote.objects.filter(kind__in=kinds.opening(), status=NoteStatus.ISSUED)
    return list(
        issued.select_related("paper__measure", "paper__coordinator", "series", "consultation")[:MOST]
    )


def note(kind: str, circulation: VerbalNote) -> VerbalNote:
    """Return an unsaved note of `kind` on the round of `circulation`, with everything such a note can say."""
    consultation = circulation.consultation
    addressed = list(
        consultation.addressees.select_related("member_state").order_by("member_state__protocol_name")[:2]
    )
    day = consultation.respond_by
    row = kinds.row(kind)
    return VerbalNote(
        kind=kind,
        series=circulation.series,
        paper=circulation.paper,
        consultation=consultation,
        member_state=addressed[0].member_state if row.is_to_one_state and addressed else None,
        answers_to=None if row.opens_consultation else circulation,
        values={
            "respond_by": str(consultation.deadline),
            "pages": 1,
            "states": [addressee.member_state.code for addressee in addressed],
            "swg_date": (day + dt.timedelta(days=30)).isoformat(),
            "event_date": (day + dt.timedelta(days=60)).isoformat(),
            "their_date": day.isoformat(),
            "filed_date": day.isoformat(),
            "decided_on": day.isoformat(),
            "words": _words(),
        },
    )


def _words() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {name: {} for name in WORDS}
    for language in LANGUAGES:
        with override(language):
            found["instead"][language] = gettext("words as printed")
            found["read"][language] = gettext("words as they should read")
            found["event"][language] = gettext("Title of the event")
            found["matter"][language] = gettext("convey the programme of the meeting.")
            found["event_place"][language] = lowfirst(pgettext("field", "Place"))
            found["reason"][language] = gettext("reason as it reads in the note")
    return found | {
        "their_number": dict.fromkeys(LANGUAGES, "12-34/567"),
        "receipt_number": dict.fromkeys(LANGUAGES, "R-1"),
    }


def read(
    subject: VerbalNote, body: Body, *, at: dt.datetime, variant: str = ""
) -> tuple[list[dict[str, Any]], list[DomainError]]:
    """Return the note as it prints in each language in the words of `body`, and what is wrong with them."""
    found = formulas.check(subject.kind, body)
    pages = []
    for language in LANGUAGES:
        pieces: list[Piece] = []
        refusal = ""
        try:
            pieces = texts.compose(
                subject.kind, language, _values(subject, language, at=at, variant=variant), body=body
            )
        except DomainError as error:
            refusal = str(error)
        for piece in pieces:
            found += formulas.doubled(piece.id, language, " ".join(piece.lines))
        pages.append({"language": language, "pieces": pieces, "refusal": refusal})
    return pages, found


def _values(subject: VerbalNote, language: str, *, at: dt.datetime, variant: str) -> dict[str, Any]:
    """Return the values of an example or of a drafted note, with the chosen variant of its texts."""
    given: dict[str, Any] = composition.values_of(
        subject,
        language,
        number=numbers.coming_number(subject.series, at=at),
        issued_on=seat_date(at),
        enclosed=(subject.pk and enclosed.listed(enclosed.of(subject), language)) or [Listed("", 1)],
    )
    consultation = subject.consultation
    if consultation is not None:
        given.setdefault("earlier_numbers", consultation.reference)
    if consultation is not None and "state" not in given:
        one = consultation.addressees.select_related("member_state").first()
        if one is not None:
            given["state"] = case_form(one.member_state.forms, language, REQUESTING_FORM)
    for piece in texts.definition(subject.kind)["body"]:
        variants = piece.get("variants", {})
        if variant in variants:
            given[piece["choose"]] = variant
        elif variants and given.get(piece["choose"]) not in variants:
            given[piece["choose"]] = next(iter(variants))
    return given


def variants(kind: str) -> list[tuple[str, Any]]:
    """Return the variants that the texts of a kind have, with their names."""
    return [
        (name, formulas.VARIANTS.get(name, name))
        for piece in texts.definition(kind)["body"]
        for name in piece.get("variants", ())
    ]
