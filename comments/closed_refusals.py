"""What the portal says when an act of a consultation that has closed cannot be done."""

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from cica_portal import formats, organization, spaces
from cica_portal.errors import DomainError, StaleVersion
from cica_portal.languages import reader_language
from comments.models import RoomAct


# The room ------------------------------------------------------------------------------------------
class StaleRoom(StaleVersion):
    """A colleague recorded something on the paragraph since the screen showed it: `newer` are those acts."""

    # Translators: name is that of a person; time is a time of day, as 10:42
    sentence = _("%(name)s changed this paragraph at %(time)s. Both are shown: choose one.")

    def __init__(self, newer: Sequence[RoomAct]) -> None:
        super().__init__()
        self.newer = newer

    def __str__(self) -> str:
        last = self.newer[-1]
        time = formats.clock_time(last.at, organization.time_zone())
        return str(self.sentence) % {"name": last.by.display_name, "time": time}


# More time ------------------------------------------------------------------------------------------
class GrantNotLater(DomainError):
    # Translators: moment is the deadline, with day, hour and time zone
    sentence = _("Additional time must end after the deadline. Choose a time after %(moment)s.")

    def __init__(self, instant: dt.datetime, zone: str) -> None:
        super().__init__()
        self.instant, self.zone = instant, zone

    def __str__(self) -> str:
        moment = spaces.shown(formats.closing(self.instant, self.zone, reader_language()))
        return str(self.sentence) % {"moment": moment}


class PlanWentOn(DomainError):
    sentence = _("The plan has moved on since this consultation. No further time can be granted.")


# The outcome and what follows -----------------------------------------------------------------------
class GrantsRunning(DomainError):
    sentence = _(
        "A State may still respond in additional time, or has requested it. Wait for it, or give a reason "
        "for confirming the outcome now."
    )


class ResponsesUnentered(GrantsRunning):
    sentence = _(
        "A State has responded by note, and the response has not been entered yet. Enter it, or give a "
        "reason for confirming the outcome now."
    )


class ReplyChanged(StaleVersion):
    sentence = _(
        "The reply has changed since you opened this page. Nothing was recorded. Read the new reply, then "
        "state the position of your State."
    )


class CommentGone(DomainError):
    sentence = _("This comment is no longer in force: its State has withdrawn or replaced its response.")


class CommentDropped(CommentGone):
    sentence = _(
        "This comment is no longer in force: its State has withdrawn or replaced its response since you "
        "opened the page. Nothing was recorded."
    )


class ReplyNeeded(DomainError):
    sentence = _("Write a reply to the State. Only a comment accepted in full needs none.")


class IntakeChanged(DomainError):
    sentence = _(
        "The text or the dispositions have changed since you opened this page. Nothing was changed. "
        "Read the new list, then confirm again."
    )
