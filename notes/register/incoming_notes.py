"""The register: every note that left the house or reached it, found by what is printed on paper.

What Member States send is entered under a number of its own, never changed afterwards.
"""

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import BooleanField, F, Func, OuterRef, Q, QuerySet
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname

from cica_portal import clock, formats, spaces
from cica_portal.database import once
from cica_portal.database.contained import contains
from cica_portal.deadlines import seat_date
from cica_portal.errors import AlreadyMoved, Refusal
from cica_portal.languages import LANGUAGES, reader_language
from cica_portal.operation.whole_files import save_whole
from cica_portal.uploads import Admitted
from comments.enums import EnteredStatus
from comments.models import Consultation, EnteredResponse, Statement
from comments.models.entered import EnteredResponseQuerySet
from comments.procedure import consultations
from comments.writing.entered import entering
from members import audit
from members.models import MemberState, User
from notes.models import IncomingNote, NoteSeries, SetAside, VerbalNote
from notes.models.incoming import incoming_path
from notes.register import consultation_notes, numbers
from plans.open_points.point_kinds import About

# Translators: number and date are those of the State's note; register_number is its number in the register of
# the Secretariat; reference is the number of the note that it replies to
INCOMING = _(
    "Note No. %(number)s of %(date)s, registered as %(register_number)s, in reply to note %(reference)s"
)
INCOMING_UNNUMBERED = _(
    "Note of %(date)s without a number, registered as %(register_number)s, in reply to note %(reference)s"
)


def find_consultation(reference: str) -> Consultation:
    """Return the round that a note opened, or that it follows, by the note's number in any printed form."""
    note = numbers.find(reference)
    if note.consultation_id is None:
        raise Refusal("notes.no_consultation", number=note.number)
    return Consultation.objects.select_related("revision__paper").get(pk=note.consultation_id)


# Searching -------------------------------------------------------------------------------------------
def search(notes: QuerySet[VerbalNote], words: str) -> QuerySet[VerbalNote]:
    """Narrow a register to the notes whose number, in any form, or measure contains what was typed."""
    condition = numbers.containing(numbers.normalised(words))
    for language in LANGUAGES:
        title = build_localized_fieldname("title", language)
        condition |= contains(f"paper__measure__{title}", words.strip())
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
        "member_state", "answers_to", "corrects", "corrected_by", "set_aside", "entered_by"
    )
    if words := numbers.normalised(chosen.get("q") or ""):
        found = found.filter(
            contains("number", words)
            | contains("register_number", words)
            | contains("subject", words)
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


def _day_of(note: dt.date) -> str:
    """Return the date of a note in the active language; in Kazakh as the attribute of the note."""
    language = reader_language()
    return (
        spaces.shown(formats.date_attr(note))
        if language == "kk"
        else spaces.shown(formats.date(note, language))
    )


_dated = lazy(_day_of, str)


def about(note: IncomingNote, reference: str) -> About:
    """Say which note of a State in reply to which of ours this is."""
    values = {
        "number": note.number,
        "date": _dated(note.dated_on),
        "register_number": note.register_number,
        "reference": reference,
    }
    return About(INCOMING if note.number else INCOMING_UNNUMBERED, values)


def incoming_of(consultation: Consultation) -> QuerySet[IncomingNote]:
    """Return the notes of Member States that answer a note of this round; corrected entries are left out."""
    return IncomingNote.objects.filter(
        answers_to__consultation=consultation, corrected_by=None
    ).select_related("member_state", "answers_to", "corrects", "set_aside")


def answers_to(note: VerbalNote) -> QuerySet[IncomingNote]:
    """Return the notes of Member States that answer a note; corrected entries are left out."""
    return (
        note.answers.filter(corrected_by=None)
        .select_related("member_state", "set_aside")
        .order_by("received_on", "pk")
    )


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
    by.require("notes.register_incoming")
    return _enter(
        number=number,
        dated_on=dated_on,
        received_on=received_on,
        member_state=member_state,
        subject=subject,
        answers_to=answers_to,
        corrects=corrects,
        file=file,
        by=by,
        at=at,
    )


def upload(
    consultation: Consultation, *, number: str, dated_on: dt.date, file: Admitted, by: User
) -> IncomingNote:
    """Register the note that a contact point or deputy uploads as the response of the State, or beside one.

    It is received when the request had arrived (rule 46), and counts as what an officer enters from it and a
    signatory confirms.
    """
    by.require("notes.upload_note", consultation)
    received_at = clock.arrived()
    return _enter(
        number=number,
        dated_on=dated_on,
        received_on=seat_date(received_at),
        member_state=by.acting_state,
        subject=gettext("Response to note %(number)s") % {"number": consultation.reference},
        answers_to=consultation_notes.circulation_note(consultation),
        corrects=None,
        file=file,
        by=by,
        at=received_at,
    )


def _enter(
    *,
    number: str,
    dated_on: dt.date,
    received_on: dt.date,
    member_state: MemberState,
    subject: str,
    answers_to: VerbalNote | None,
    corrects: IncomingNote | None,
    file: Admitted | None,
    by: User,
    at: dt.datetime,
) -> IncomingNote:
    if not dated_on <= received_on <= seat_date(at):
        raise Refusal("notes.in_the_future")
    if answers_to is not None and answers_to.issued_on is not None and received_on < answers_to.issued_on:
        issued_on = spaces.shown(formats.date(answers_to.issued_on, reader_language()))
        raise Refusal("notes.before_our_note", number=answers_to.number, day=issued_on)
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
                raise Refusal("notes.entered_twice_unnumbered", **known)
            raise Refusal("notes.entered_twice", number=found.number, **known)
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
        with once.refuse_second(AlreadyMoved()):  # somebody corrected the same entry first
            made.save(force_insert=True)
        if corrects is not None:
            _take_along(corrects, made, by=by, at=at)
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


def begin_response(one: IncomingNote, *, by: User, at: dt.datetime, **given: Any) -> EnteredResponse:
    """Begin to enter the response that a registered note brings: of its State, to its consultation."""
    consultation = consultation_of(one)
    if consultation is None:
        raise Refusal("notes.no_consultation", number=one.answers_to or one.register_number)
    with transaction.atomic():
        consultations.hold(consultation)
        refuse_settled(one)
        return entering.enter(
            consultation,
            one.member_state,
            register_number=one.register_number,
            source=source(one),
            by=by,
            at=at,
            **given,
        )


def refuse_settled(one: IncomingNote) -> None:
    """Refuse an entry that was corrected or set aside; the caller holds its consultation."""
    if (right := IncomingNote.objects.filter(corrects=one).first()) is not None:
        raise Refusal("notes.corrected", number=one.register_number, register_number=right.register_number)
    if SetAside.objects.filter(incoming=one).exists():
        raise Refusal("notes.is_set_aside", number=one.register_number)


def _take_along(mistaken: IncomingNote, made: IncomingNote, *, by: User, at: dt.datetime) -> None:
    """Have what is being entered from a mistaken entry follow the right one, or refuse to correct it: a
    response is that of its State and its consultation."""
    if Statement.objects.waiting().filter(register_number=mistaken.register_number).exists():
        raise Refusal("notes.is_of_a_statement", state=mistaken.member_state.name)
    consultation = consultation_of(mistaken)
    if consultation is None:
        return
    held = consultations.hold(consultation)  # whoever begins to enter a response holds it, too
    for entered in responses_of(mistaken).under_way():
        if (made.member_state_id, consultation_of(made)) != (entered.member_state_id, held):
            raise Refusal("notes.being_entered", state=entered.member_state.name, reference=held.reference)
        entering.follow(
            entered,
            register_number=made.register_number,
            source=source(made),
            received_on=made.received_on,
            by=by,
            at=at,
        )


def consultation_of(one: IncomingNote) -> Consultation | None:
    return one.answers_to.consultation if one.answers_to else None


def responses_of(one: IncomingNote) -> EnteredResponseQuerySet:
    """Return what was entered from a note as the response of its State, also while the register had it under
    another number: an entry that was corrected is the same note."""
    numbers_of_it, former = [one.register_number], one.corrects
    while former is not None:
        numbers_of_it.append(former.register_number)
        former = former.corrects
    return EnteredResponse.objects.filter(
        register_number__in=numbers_of_it,
        member_state=one.member_state_id,
        consultation=consultation_of(one),
    ).exclude(status=EnteredStatus.DISCARDED)


class IsOfEntry(Func):
    """Whether a number is that of an entry of the register, or of one that it corrects, however far back."""

    output_field = BooleanField()
    sql = (
        "{number} IN (WITH RECURSIVE entry(register_number, corrects_id) AS ("
        "SELECT own.register_number, own.corrects_id FROM {table} own WHERE own.id = {key} "
        "UNION ALL SELECT former.register_number, former.corrects_id FROM {table} former "
        "JOIN entry ON former.id = entry.corrects_id) SELECT register_number FROM entry)"
    )

    def as_sql(self, compiler: Any, connection: Any, **_extra: Any) -> tuple[str, list[Any]]:
        number, key = (compiler.compile(one) for one in self.get_source_expressions())
        table = connection.ops.quote_name(IncomingNote._meta.db_table)
        return self.sql.format(number=number[0], key=key[0], table=table), [*number[1], *key[1]]


def of_the_note() -> tuple[Any, ...]:
    """Return the conditions that a response, or one that is entered, is that of a note of the register."""
    return (
        IsOfEntry(F("register_number"), OuterRef("pk")),
        Q(member_state=OuterRef("member_state"), consultation=OuterRef("answers_to__consultation")),
    )


def source(one: IncomingNote) -> dict[str, Any]:
    """Return what a response that is entered from a note says of it, for good: entries never change."""
    return {
        "pk": one.pk,
        "number": one.number,
        "dated_on": one.dated_on.isoformat(),
        "received_on": one.received_on.isoformat(),
        "file_name": one.file_name,
        "file_sha256": one.file_sha256,
        "file_carries": one.file_carries,
    }


def printed_forms(note: VerbalNote) -> str:
    """Return the forms in which a note's number is printed, where they differ from it."""
    forms = [note.printed_numbers.get(language, "") for language in LANGUAGES]
    return ", ".join(dict.fromkeys(form for form in forms if form and form != note.number))
