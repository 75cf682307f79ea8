"""The deadline of a round as a calendar file: one event, the same for life, raised at each extension."""

import datetime as dt
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from cica_portal import formats
from cica_portal.languages import pick
from comments.enums import RoundStatus
from comments.models import CommentRound

CONTENT_TYPE = "text/calendar; charset=utf-8"
# The last admissible minute: the event ends, exclusively, at the instant at which the door is shut.
LASTS = dt.timedelta(minutes=1)


def deadline(comment_round: CommentRound, language: str, *, link: str) -> bytes:
    """Return the calendar file in the reader's language; each extension raises its sequence by one.

    All instants are in UTC, as every calendar reads them and shows in its owner's time.
    """
    from icalendar import Calendar, Event  # noqa: PLC0415 - slow import, and only few pages need it

    extensions = list(comment_round.extensions.all())
    changed_at = extensions[-1].at if extensions else comment_round.opens_at
    is_ended = comment_round.status == RoundStatus.WITHDRAWN
    closes_at = comment_round.closes_at.astimezone(dt.UTC)
    closing = formats.closing(comment_round.closes_at, comment_round.time_zone, language)
    event = Event()
    event.add("uid", f"round-{comment_round.pk}@{_domain()}")
    event.add("sequence", len(extensions) + is_ended)
    event.add("dtstamp", changed_at.astimezone(dt.UTC).replace(microsecond=0))
    event.add("dtstart", closes_at - LASTS)
    event.add("dtend", closes_at)
    event.add(
        "summary", _("Comments by: consultation %(reference)s") % {"reference": comment_round.reference}
    )
    event.add(
        "description",
        "\n".join(
            [
                pick(comment_round.revision.titles, language),
                _("Comments and feedback are received until %(closing)s.") % {"closing": closing},
            ]
        ),
    )
    event.add("status", "CANCELLED" if is_ended else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    if link:
        event.add("url", link)
    calendar = Calendar()
    calendar.add("prodid", "-//CICA Secretariat//Consultations//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return calendar.to_ical()


def _domain() -> str:
    return urlsplit(settings.PORTAL_ORIGIN).hostname or "portal.invalid"
