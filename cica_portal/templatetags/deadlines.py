"""The deadline as pages show it, and any instant by the reader's own clock."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from cica_portal import clock, formats, organization, spaces
from cica_portal.languages import reader_language
from cica_portal.templatetags.portal import near_day

register = template.Library()

# From so many days before the deadline on, the component says "needs you".
NEAR = dt.timedelta(days=3)


@register.simple_tag(takes_context=True)
def deadline_facts(context: template.Context, closes_at: dt.datetime, zone: str = "") -> dict[str, Any]:
    """Return what a page says of a deadline; `own` only where the reader's clock differs."""
    seat, language, now = organization.time_zone(), reader_language(), clock.now()
    zone, own_zone = zone or seat, _own_zone(context) or seat
    last = formats.last_moment(closes_at)
    official = spaces.shown(formats.closing(closes_at, zone, language))
    differs = _offset(last, own_zone) != _offset(last, zone)
    own = spaces.shown(formats.closing(closes_at, own_zone, language)) if differs else ""
    state = "past" if now >= closes_at else "near" if closes_at - now <= NEAR else "open"
    left = formats.days_left(closes_at, now, zone, language)
    own_minute = formats.minute(last, own_zone, language) if differs else ""
    return {
        "closes_at": closes_at,
        "zone": zone,
        "official": official,
        "own_zone": own_zone,
        "own": own,
        "own_minute": own_minute,
        "left": left,
        "state": state,
    }


@register.simple_tag(takes_context=True)
def deadline(context: template.Context) -> SafeString:
    """Show the deadline of the consultation that the context holds, or of its `closes_at` and `zone`."""
    consultation: Any = context.get("consultation")
    is_additional = False
    if consultation:
        facts = deadline_facts(context, consultation.ends_at, consultation.time_zone)
        is_additional = consultation.ends_at != consultation.closes_at
        if consultation.is_withdrawn:  # its day is still to come, perhaps, and nothing is awaited by then
            ended = pgettext("consultation", "ended: the plan was withdrawn")
            facts |= {"state": "past", "left": ended}
    else:
        facts = deadline_facts(context, context["closes_at"], context.get("zone") or "")
    shown: dict[str, Any] = {
        "facts": facts,
        "is_additional": is_additional,
        "earlier": tuple(context.get("earlier") or ()),
        "calendar_url": context.get("calendar_url") or "",
    }
    return render_to_string("components/_deadline_facts.html", shown)


@register.simple_tag(takes_context=True)
def near_moment(context: template.Context, instant: dt.datetime | None) -> SafeString | str:
    """Write an instant for a list, by the reader's own clock: "today, 04:08"; its title has the whole."""
    if not instant:
        return ""
    zone = _own_zone(context) or organization.time_zone()
    said = f"{near_day(instant, zone)}, {instant.astimezone(ZoneInfo(zone)):%H:%M}"
    whole = spaces.shown(formats.moment(instant, zone, reader_language()))
    attributes = instant.isoformat(timespec="seconds"), whole
    return format_html('<time class="near" datetime="{}" title="{}">{}</time>', *attributes, said)


def _own_zone(context: template.Context) -> str:
    """Return the zone of the reader's capital; the Secretariat's own people have none but its own."""
    # A piece that is included "only" has no variable of it.
    request = getattr(context, "request", None) or context.get("request")
    state = getattr(getattr(request, "user", None), "member_state", None)
    return state.time_zone if state is not None else ""


def _offset(instant: dt.datetime, zone: str) -> dt.timedelta | None:
    return instant.astimezone(ZoneInfo(zone)).utcoffset()
