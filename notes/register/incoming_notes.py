"""The register: every note that left the house or reached it, found by what is printed on paper.

What Member States send is entered under a number of its own, never changed afterwards.
"""

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname

from cica_portal.deadlines import seat_date
from cica_portal.errors import AlreadyMoved, DomainError, NotAllowed
from cica_portal.languages import LANGUAGES
from cica_portal.operation.whole_files import save_whole
from cica_portal.uploads import Admitted
from comments.models import Consultation
from members import audit
from members.models import MemberState, User
from notes.models import IncomingNote, NoteSeries, VerbalNote
from notes.models.incoming import incoming_path
from notes.register import numbers


class NoConsultation(DomainError):
    sentence = _("Note %(number)s opened no consultation. Enter the number of a note that opened one.")


class InTheFuture(DomainError):
    sentence = _("Choose dates no later than today: the note cannot be received before the date it bears.")


class EnteredTwiceUnnumbered(DomainError):
    sentence = _(
        "The note of %(state)s of this date and with this subject is already in the register as "
        "%(register_number)s."
    )


class EnteredTwice(DomainError):
    sentence = _("Note %(number)s of %(state)s is already in the register as %(register_number)s.")


def find_consultation(reference: str) -> Consultation:
    """Return the round that a note opened, or that it follows, by the note's number in any printed form."""
    note = numbers.find(reference)
    if note.consultation_id is None:
        raise NoConsultation(number=note.number)
    return Consultation.objects.select_related("revision__paper").get(pk=note.consultation_id)


# Searching -------------------------------------------------------------------------------------------
def search(notes: QuerySet[VerbalNote], words: str) -> QuerySet[VerbalNote]:
    """Narrow a register to the notes whose number, in any form, or measure contains what was typed."""
    condition = numbers.containing(numbers.normalised(words))
    for language in LANGUAGES:
        title = build_localized_fieldname("title", language)
        condition |= Q(**{f"paper__measure__{title}__icontains": words.strip()})
    return notes.filter(condition)


def narrowed(notes: QuerySet[VerbalNote], chosen: Mapping[str, Any]) -> QuerySet[VerbalNote]:
    """Narrow the register by what was chosen: kind, status, series, State, and the days of issue."""
    for name in ("kind", "status", "series"):
        if chosen.get(name):
            notes = notes.filter(**{name: chosen[name]})
    if chosen.get("state"):
        to_state = Q(member_state=chosen["state"]) | Q(dispatches__member_state=chosen["state"])
        notes = notes.filter(to_state).distinct()
    return _between(notes, "issued_on", chosen)


def incoming(chosen: Mapping[str, Any]) -> QuerySet[IncomingNote]:
    """Return the notes of Member States, the latest first, narrowed by what was typed and chosen."""
    found = IncomingNote.objects.select_related(
        "member_state", "answers_to", "corrects", "corrected_by", "entered_by"
    )
    if words := numbers.normalised(chosen.get("q") or ""):
        found = found.filter(
            Q(number__icontains=words)
            | Q(register_number__icontains=words)
            | Q(subject__icontains=words)
            | Q(answers_to__in=VerbalNote.objects.filter(numbers.containing(words)))
        )
    if chosen.get("state"):
        found = found.filter(member_state=chosen["state"])
    return _between(found, "received_on", chosen)


def _between(rows: QuerySet, field: str, chosen: Mapping[str, Any]) -> QuerySet:
    if chosen.get("since"):
        rows = rows.filter(**{f"{field}__gte": chosen["since"]})
    if chosen.get("until"):
        rows = rows.filter(**{f"{field}__lte": chosen["until"]})
    return rows


def incoming_of(consultation: Consultation) -> QuerySet[IncomingNote]:
    """Return the notes of Member States that answer a note of this round; corrected entries are left out."""
    return IncomingNote.objects.filter(
        answers_to__consultation=consultation, corrected_by=None
    ).select_related("member_state", "answers_to", "corrects")


def answers_to(note: VerbalNote) -> QuerySet[IncomingNote]:
    """Return the notes of Member States that answer a note; corrected entries are left out."""
    return note.answers.filter(corrected_by=None).select_related("member_state").order_by("received_on", "pk")


def newest_first(notes: QuerySet[VerbalNote]) -> QuerySet[VerbalNote]:
    return notes.order_by(F("issued_at").desc(nulls_first=True), "-drafted_at", "-pk")


# Entering --------------------------------------------------------------------------------------------
def enter(
    *,
    number: str,
    dated_on: dt.date,
    received_on: dt.date,
    member_state: MemberState,
    subject: str,
    answers_to: VerbalNote | None = None,
    corrects: IncomingNote | None = None,
    file: Admitted | None = None,
    by: User,
    at: dt.datetime,
) -> IncomingNote:
    """Enter a note of a Member State in the register, or an entry in the place of a mistaken one."""
    if not by.has_perm("notes.register_incoming"):
        raise NotAllowed
    if not dated_on <= received_on <= seat_date(at):
        raise InTheFuture
    with transaction.atomic():
        series, _is_new = NoteSeries.objects.get_or_create(prefix=numbers.INCOMING_PREFIX)
        numbers.hold(series, at=at)
        alike = {"number__iexact": number} if number else {"number": "", "subject__iexact": subject}
        same = IncomingNote.objects.filter(
            member_state=member_state, dated_on=dated_on, corrected_by=None, **alike
        ).exclude(pk=corrects.pk if corrects else None)
        if (found := same.first()) is not None:
            known = {"state": member_state.name, "register_number": found.register_number}
            if not number:
                raise EnteredTwiceUnnumbered(**known)
            raise EnteredTwice(number=found.number, **known)
        made = IncomingNote(
            register_number=numbers.next_number(series, at=at),
            series=series,
            number=number,
            dated_on=dated_on,
            received_on=received_on,
            member_state=member_state,
            subject=subject,
            answers_to=answers_to,
            corrects=corrects,
            entered_at=at,
            entered_by=by,
        )
        if file is not None:
            made.file_name, made.file_carries = file.name, list(file.carries)
            made.file_sha256 = hashlib.sha256(file.content).hexdigest()
            name = incoming_path(made, made.file_name)
            made.file.name = save_whole(made.file.storage, name, file.content)
        elif corrects is not None:
            made.file, made.file_name = corrects.file.name, corrects.file_name
            made.file_sha256, made.file_carries = corrects.file_sha256, corrects.file_carries
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError as error:  # somebody corrected the same entry first
            raise AlreadyMoved from error
        audit.record(
            "incoming_note.enter",
            subject=made,
            by=by,
            at=at,
            member_state=member_state,
            after={
                "register_number": made.register_number,
                "number": number,
                "dated_on": dated_on.isoformat(),
                "received_on": received_on.isoformat(),
                "subject": subject,
                "answers_to": answers_to.number if answers_to else None,
                "corrects": corrects.register_number if corrects else None,
                "file": made.file_sha256,
            },
        )
    return made


def source(one: IncomingNote) -> dict[str, Any]:
    """Return what a response that is entered from a note says of it, for good: entries never change."""
    return {
        "pk": one.pk,
        "number": one.number,
        "dated_on": one.dated_on.isoformat(),
        "file_name": one.file_name,
        "file_sha256": one.file_sha256,
        "file_carries": one.file_carries,
    }


def printed_forms(note: VerbalNote) -> str:
    """Return the forms in which a note's number is printed, where they differ from it."""
    forms = [note.printed_numbers.get(language, "") for language in LANGUAGES]
    return ", ".join(dict.fromkeys(form for form in forms if form and form != note.number))
