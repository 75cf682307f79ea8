"""Deadlines of rounds for calendars: one event for each, the same for life, raised at each extension."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from django.utils.translation import gettext as _

from cica_portal import formats
from cica_portal.calendar import calendars
from cica_portal.calendar.calendars import Event, EventStatus
from cica_portal.languages import pick
from cica_portal.web.addresses import absolute
from comments.enums import ConsultationStatus
from comments.models import Consultation, Grant, InternalDeadline
from members.models import User

# The last admissible minute: the event ends, exclusively, at the instant at which the door is shut.
LASTS = dt.timedelta(minutes=1)


def deadline(consultation: Consultation, language: str) -> Event:
    """Return the deadline in the reader's language, which is the active one, on the clock of the round."""
    extensions = list(consultation.extensions.all())
    is_ended = consultation.status == ConsultationStatus.WITHDRAWN
    closing = formats.closing(consultation.closes_at, consultation.time_zone, language)
    said = _("Comments and feedback may be submitted until %(closing)s.") % {"closing": closing}
    return Event(
        uid=calendars.uid(f"consultation-{consultation.pk}"),
        sequence=len(extensions) + is_ended,
        changed_at=extensions[-1].at if extensions else consultation.opens_at,
        begins=consultation.closes_at - LASTS,
        ends=consultation.closes_at,
        zone=consultation.time_zone,
        # Translators: title is the title of the plan; reference is the number of the note
        summary=_("Comments due: %(title)s (%(reference)s)") % _named(consultation, language),
        description=f"{pick(consultation.revision.titles, language)}\n{said}",
        link=absolute("comments:consultation-detail", consultation.pk),
        status=EventStatus.CANCELLED if is_ended else EventStatus.CONFIRMED,
    )


def deadlines(consultations: Iterable[Consultation], language: str) -> list[Event]:
    return [deadline(consultation, language) for consultation in consultations]


def grants(person: User, language: str) -> list[Event]:
    """Return until when the own State was granted time to answer, in each round the last such instant."""
    if not person.is_delegate:
        return []
    own = Grant.objects.filter(member_state=person.member_state_id).select_related("consultation__revision")
    last: dict[int, Grant] = {}
    counts: Counter[int] = Counter()
    for grant in own.order_by("until", "pk"):
        last[grant.consultation_id] = grant
        counts[grant.consultation_id] += 1
    return [_granted(grant, counts[key] - 1, language) for key, grant in last.items()]


def _granted(grant: Grant, sequence: int, language: str) -> Event:
    consultation = grant.consultation
    closing = formats.closing(grant.until, consultation.time_zone, language)
    said = _("Comments and feedback may be submitted until %(closing)s.") % {"closing": closing}
    return Event(
        uid=calendars.uid(f"granted-{consultation.pk}-{grant.member_state_id}"),
        sequence=sequence,
        changed_at=grant.at,
        begins=grant.until - LASTS,
        ends=grant.until,
        zone=consultation.time_zone,
        # Translators: title is the title of the plan; reference is the number of the note
        summary=_("Comments due in additional time: %(title)s (%(reference)s)")
        % _named(consultation, language),
        description=f"{pick(consultation.revision.titles, language)}\n{said}",
        link=absolute("comments:consultation-detail", consultation.pk),
    )


def internal_deadline(own: InternalDeadline, language: str) -> Event:
    """Return a delegation's own deadline, for the calendars of its own people alone."""
    consultation, zone = own.consultation, own.member_state.time_zone
    moment = formats.moment(own.due_at, zone, language)
    return Event(
        uid=calendars.uid(f"own-deadline-{consultation.pk}-{own.member_state.code}"),
        # It is set anew as often as the delegation likes: the minute of that rises, too.
        sequence=int(own.set_at.timestamp()) // 60,
        changed_at=own.set_at,
        begins=own.due_at - LASTS,
        ends=own.due_at,
        zone=zone,
        # Translators: title is the title of the plan; reference is the number of the note
        summary=_("Internal deadline for comments: %(title)s (%(reference)s)")
        % _named(consultation, language),
        description=f"{pick(consultation.revision.titles, language)}\n{moment}",
        link=absolute("comments:consultation-detail", consultation.pk),
    )


def _named(consultation: Consultation, language: str) -> dict[str, str]:
    """Return what an entry calls a consultation by: it is read alone, among entries of other matters."""
    return {"title": pick(consultation.revision.titles, language), "reference": consultation.reference}
