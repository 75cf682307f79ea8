"""Deadlines of rounds for calendars: one event for each, the same for life, raised at each extension, and for
the people of a State at each grant of additional time."""

import datetime as dt

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cica_portal import formats
from cica_portal.calendar import calendars
from cica_portal.calendar.calendars import Event, EventStatus
from cica_portal.languages import pick
from cica_portal.web.addresses import absolute
from comments.enums import ConsultationStatus
from comments.models import Consultation, Grant, InternalDeadline
from members.models import User
from plans.enums import PaperStatus

# The last admissible minute: the event ends, exclusively, at the instant at which the door is shut.
LASTS = dt.timedelta(minutes=1)
# Seconds since then are what calendars take for a sequence, a number of 31 bits, until 2088.
FIRST = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


# Translators: title is the title of the plan; reference is the number of the note
DUE = gettext_lazy("Comments due: %(title)s (%(reference)s)")
# Translators: title is the title of the plan; reference is the number of the note
DUE_LATER = gettext_lazy("Comments due in additional time: %(title)s (%(reference)s)")


def deadline(consultation: Consultation, language: str) -> Event:
    """Return the deadline in the reader's language, which is the active one, on the clock of the round; of a
    round of `of_reader`, as it is for the reader's State."""
    own_grants = getattr(consultation, "own_grants", [])
    is_ended = consultation.status == ConsultationStatus.WITHDRAWN
    if own_grants and consultation.revision.paper.status == PaperStatus.WITHDRAWN:
        is_ended = True
    ends_at = max([consultation.closes_at, *(one.until for one in own_grants)])
    moves = [*consultation.extensions.all(), *own_grants]
    closing = formats.closing(ends_at, consultation.time_zone, language)
    said = _("Comments and feedback may be submitted until %(closing)s.") % {"closing": closing}
    return Event(
        uid=calendars.uid(f"consultation-{consultation.pk}"),
        sequence=len(moves) + is_ended,
        changed_at=max([consultation.opens_at, *(one.at for one in moves)]),
        begins=ends_at - LASTS,
        ends=ends_at,
        zone=consultation.time_zone,
        summary=(DUE_LATER if ends_at > consultation.closes_at else DUE) % _named(consultation, language),
        description=f"{pick(consultation.revision.titles, language)}\n{said}",
        link=absolute("comments:consultation-detail", consultation.pk),
        status=EventStatus.CANCELLED if is_ended else EventStatus.CONFIRMED,
    )


def of_reader(consultations: QuerySet[Consultation], person: User) -> QuerySet[Consultation]:
    """Return rounds with all that has moved the deadline of the person's State."""
    own = Grant.objects.filter(member_state=person.member_state_id)
    granted = Prefetch("grants", queryset=own, to_attr="own_grants")
    return consultations.select_related("revision__paper").prefetch_related("extensions", granted)


def file(consultation: Consultation, language: str) -> tuple[str, bytes, str]:
    """Return the deadline of a round of `of_reader` as a file: its name, its content, its type."""
    name = f"{consultation.reference.replace('/', '-')}-deadline.ics"
    return name, calendars.written([deadline(consultation, language)]), "text/calendar"


def internal_deadline(own: InternalDeadline, language: str) -> Event:
    """Return a delegation's own deadline, for the calendars of its own people alone."""
    consultation, zone = own.consultation, own.member_state.time_zone
    moment = formats.moment(own.due_at, zone, language)
    return Event(
        uid=calendars.uid(f"own-deadline-{consultation.pk}-{own.member_state.code}"),
        # It is set anew as often as the delegation likes: the second of that rises, too.
        sequence=int((own.set_at - FIRST).total_seconds()),
        changed_at=own.set_at,
        # The very hour that was chosen: an entry that ended there was shown at the minute before.
        begins=own.due_at,
        ends=None,
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
