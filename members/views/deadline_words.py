"""The line under the hour of a deadline on a form: day, hour and zone in words, and the reader's own time."""

import datetime as dt
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.http import HttpResponse
from django.shortcuts import render
from django.views import View

from cica_portal import organization
from cica_portal.deadlines import Deadline, NoSuchMinute
from members.requests import PortalRequest


def _is_zone(name: str) -> bool:
    try:
        return bool(ZoneInfo(name))
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return False


class DeadlineWords(View):
    """What a script asks for as a day and a minute are chosen; `day_box` and `minute_box` name the boxes, and
    `clock` by whose clock they are: the `own` capital's, that of a zone, or else the seat's.

    What is not a deadline yet, or never one, has no words: the form says so when it is sent. Nobody has to be
    signed in: a form on which a session has ended is read on, and what it says is no secret.
    """

    http_method_names = ["get", "head"]

    def get(self, request: PortalRequest) -> HttpResponse:
        asked, state = request.GET, getattr(request.user, "member_state", None)
        zone, chosen = organization.time_zone(), asked.get("clock", "")
        if chosen == "own":
            zone = state.time_zone if state is not None else zone
        elif chosen and _is_zone(chosen):
            zone = chosen
        try:
            day = dt.date.fromisoformat(asked.get(asked.get("day_box", ""), ""))
            minute = dt.time.fromisoformat(asked.get(asked.get("minute_box", ""), ""))
            closes_at = Deadline(day, minute).closes_at(zone)
        except (ValueError, OverflowError, NoSuchMinute):
            closes_at = None
        return render(request, "members/_deadline_words.html", {"closes_at": closes_at, "zone": zone})
