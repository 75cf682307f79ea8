"""Events of plans for calendars: those that have a day, to the hour where that is settled."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.utils.translation import gettext as _

from cica_portal.calendar import calendars
from cica_portal.calendar.calendars import Event, EventStatus
from cica_portal.web.addresses import absolute
from initiatives import lines, wording
from initiatives.enums import InitiativeStatus
from initiatives.models import Initiative
from initiatives.overview import known_events
from members.models import User

STATUSES = {
    InitiativeStatus.ANNOUNCED: EventStatus.CONFIRMED,
    InitiativeStatus.HELD: EventStatus.CONFIRMED,
    InitiativeStatus.CANCELLED: EventStatus.CANCELLED,
}
# What the calendar's own three words do not say is said with the title.
SAID = frozenset({InitiativeStatus.POSTPONED, InitiativeStatus.CANCELLED})


def events(
    initiatives: Iterable[Initiative],
    user: User,
    language: str,
    consultations: Mapping[int, str] | None = None,
) -> list[Event]:
    """Return the dated ones among `initiatives` as `user` knows them; the active language is `language`.

    `consultations` gives by plan the address of its consultation, to which a circulated event leads those who
    do not read its record.
    """
    dated = [one for one in known_events.as_known(initiatives, user) if one.date_from]
    by_key = lines.find_lines(dated, user)
    found = []
    for one in dated:
        line = by_key.get(one.block_key)
        if known_events.is_told(one, user, line.texts if line else None):
            event = _event(one, line, user, language)
            reads_record = known_events.reads_record(one, user)
            found.append(event if reads_record else replace(event, link=(consultations or {})[one.paper_id]))
    return found


def _event(initiative: Initiative, line: lines.Line | None, user: User, language: str) -> Event:
    begins, ends = _times(initiative)
    title = lines.title(initiative, line, language)
    if initiative.status in SAID:
        # Translators: status is the status of the event, as “cancelled”; title is the title of the event. A
        # title in a calendar.
        title = _("%(status)s: %(title)s") % {"status": initiative.get_status_display(), "title": title}
    if initiative.is_draft:
        # Translators: title is the title of an event of a plan that is not adopted. A title in a calendar.
        title = _("Draft: %(title)s") % {"title": title}
    said = [
        lines.plan_title(initiative, user, language),
        wording.held_when(initiative, language),
        # Translators: state is the name of a State.
        _("Host State: %(state)s") % {"state": initiative.host} if initiative.host else "",
        # Translators: status is the status of the event, as “announced”.
        _("Status: %(status)s") % {"status": initiative.get_status_display()},
    ]
    return Event(
        uid=calendars.uid(f"initiative-{initiative.block_key}"),
        sequence=initiative.version,
        changed_at=initiative.changed_at,
        begins=begins,
        ends=ends,
        zone=initiative.time_zone,
        summary=title,
        description="\n".join(filter(None, said)),
        place=initiative.place_in(language),
        link=absolute("initiatives:initiative-detail", initiative.block_key),
        status=STATUSES.get(InitiativeStatus(initiative.status), EventStatus.TENTATIVE),
    )


def _times(initiative: Initiative) -> tuple[dt.datetime | dt.date, dt.datetime | dt.date | None]:
    if initiative.starts_at:
        return initiative.starts_at, initiative.ends_at
    last = initiative.date_to or initiative.date_from
    return initiative.date_from, last + dt.timedelta(days=1)
