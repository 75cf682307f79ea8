"""Invitations to events of adopted plans: a note to the Member States that the plan was circulated to."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cica_portal import emphasis, organization
from cica_portal.deadlines import local_date, seat_date
from cica_portal.errors import Refusal
from cica_portal.formats import last_moment
from cica_portal.languages import LANGUAGES
from comments.models import Consultation
from comments.procedure import consultations
from initiatives import lines
from initiatives.enums import InitiativeStatus
from initiatives.models import PUBLISHED, Initiative
from members.models import User
from notes import kinds
from notes.acts import followups
from notes.acts.readiness import Finding
from notes.enums import NoteKind, NoteStatus
from notes.models import VerbalNote

EVENT_PASSED = _("The day of the event has passed. Discard this draft.")
NAMES_WERE_DUE = _(
    "The day by which the list of participants is due has passed. Discard this draft, then draft the "
    "invitation again."
)
# Translators: status is that of the event, as postponed
EVENT_CHANGED = _(
    "The event is no longer as this note says: it has another day, or is not announced (status: %(status)s). "
    "Discard this draft, then draft the invitation again once the event is announced."
)


def of(initiative: Initiative) -> QuerySet[VerbalNote]:
    """Return the invitations to an event, drafted or issued. Those put aside or annulled are left out, and
    those that were issued for another day than the event has now: Member States are invited anew."""
    found = VerbalNote.objects.filter(kind=NoteKind.EVENT_INVITATION, values__initiative=initiative.pk)
    day = initiative.date_from.isoformat() if initiative.date_from else None
    for_another_day = Q(status=NoteStatus.ISSUED) & ~Q(values__event_date=day)
    return found.upheld().exclude(for_another_day).order_by("drafted_at", "pk")


def may_draft(initiative: Initiative) -> bool:
    return initiative.paper.status in PUBLISHED and initiative.status == InitiativeStatus.ANNOUNCED


def proposed(initiative: Initiative, user: User) -> dict[str, Any]:
    """Return what the note would say by the record, for the officer to look at: the title, or else the words
    of the line, and the place in each language, and until when names are received."""
    line = lines.find_lines([initiative], None).get(initiative.block_key)
    closes_at = initiative.registration_closes_at
    zone = organization.time_zone()
    return {
        "event": {
            code: emphasis.plain(
                initiative.titles.get(code) or (line.texts.get(code, "").removesuffix(".") if line else "")
            )
            for code in LANGUAGES
        },
        "place": {language: initiative.place_in(language) for language in LANGUAGES},
        "respond_by": local_date(last_moment(closes_at), zone) if closes_at else None,
    }


def draft(
    initiative: Initiative,
    *,
    event: Mapping[str, str],
    place: Mapping[str, str],
    respond_by: dt.date,
    by: User,
    at: dt.datetime,
) -> VerbalNote:
    """Draft the invitation to an announced event; its days are those of the record."""
    if not may_draft(initiative) or initiative.date_from is None:
        raise Refusal("notes.not_announced")
    asked = Consultation.objects.for_comments().filter(revision__paper=initiative.paper_id)
    consultation = asked.order_by("-opens_at", "-pk").first()
    if consultation is None:
        raise Refusal("notes.never_circulated")
    with transaction.atomic():
        held = consultations.hold(consultation)
        if of(initiative).exists():
            raise Refusal("notes.followups_already_drafted")
        return followups.invite(
            held,
            event=event,
            place=place,
            event_date=initiative.date_from,
            event_until=initiative.date_to,
            respond_by=respond_by,
            initiative=initiative.pk,
            by=by,
            at=at,
        )


def _findings(note: VerbalNote, *, at: dt.datetime) -> list[Finding]:
    """Return what keeps an invitation back: its days have passed, or the event is not as the note says."""
    day, today = dt.date.fromisoformat(note.values["event_date"]), seat_date(at)
    found = []
    if day < today:
        found.append(Finding(EVENT_PASSED))
    elif dt.date.fromisoformat(note.values["respond_by"]) < today:
        found.append(Finding(NAMES_WERE_DUE))
    event = Initiative.objects.filter(pk=note.values.get("initiative")).first()
    until = note.values.get("event_until")
    announced = (InitiativeStatus.ANNOUNCED, day, dt.date.fromisoformat(until) if until else None)
    if event is not None and (event.status, event.date_from, event.date_to) != announced:
        found.append(Finding(EVENT_CHANGED % {"status": event.get_status_display()}))
    return found


kinds.add(
    kinds.Kind(
        kind=NoteKind.EVENT_INVITATION,
        letter="note",
        names_deadline=False,
        chooses_addressees=True,
        findings=_findings,
    )
)
