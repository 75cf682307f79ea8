"""The page of how long what is not for good is kept: obeyed by the sweep that discards."""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from cica_portal import retention
from members.installation import house
from members.models import User
from phrases.house.sheets import Field, Row, Sheet

LABELS = {
    "uploads": _("Word files and offline forms on which nobody decided: days after the upload"),
    "sign_ins": _("Failed attempts to sign in to an account, with the network address: days"),
    "sessions": _("Network address and browser of a session: days after the session ended"),
    "mail": _("Contents of messages to persons: days after sending"),
    "drafts": _("Draft comments of delegations: days after the consultation closed"),
}


class Retention(Sheet):
    name = retention.PART
    title = _("Retention periods")
    lead = _(
        "What is older is deleted and cannot be restored. 0 means indefinitely, where that is possible. "
        "Notes, responses, the activity log and all that is official are kept indefinitely and are not "
        "listed here."
    )

    def rows(self) -> list[Row]:
        return [Row(LABELS[one], (Field(one, LABELS[one], sort="number"),)) for one in retention.RULES]

    def texts(self) -> dict[str, str]:
        return {name: str(retention.days(name)) for name in retention.RULES}

    def faults(self, texts: Mapping[str, str]) -> Iterable[str]:
        for name, rule in retention.RULES.items():
            chosen = int(texts[name])
            is_for_good = chosen == retention.FOR_GOOD and name in retention.MAY_BE_FOR_GOOD
            if chosen < rule.least and not is_for_good:
                # Translators: label is what is kept, fewest a number of days
                sentence = str(_("%(label)s: enter at least %(fewest)s."))
                yield sentence % {"label": LABELS[name], "fewest": rule.least}

    def write(self, texts: Mapping[str, str], *, by: User, at: dt.datetime) -> None:
        content = {name: int(texts[name]) for name in retention.RULES}
        house.record(retention.PART, content, by=by, at=at)
