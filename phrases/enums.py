from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal.languages import lowfirst


class Kind(models.TextChoices):
    """What is corrected: a message of the catalogues, a mail that is one text, or texts that a row holds."""

    MESSAGE = "message", pgettext_lazy("phrase", "interface")
    MAIL = "mail", pgettext_lazy("phrase", "mail")
    REPLY = "reply", lowfirst(_("Reply template"))
    TERM = "term", pgettext_lazy("phrase", "term of the glossary")
    HOUSE = "house", _("data of the organization")


# What the portal comes with; the others are texts that people write.
OF_PORTAL = (Kind.MESSAGE, Kind.MAIL)


class Status(models.TextChoices):
    PROPOSED = "proposed", pgettext_lazy("correction", "waiting for approval")
    IN_USE = "in_use", pgettext_lazy("correction", "in use")
    REFUSED = "refused", pgettext_lazy("correction", "refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("correction", "withdrawn")
    SUPERSEDED = "superseded", pgettext_lazy("correction", "superseded")


TRANSITIONS = {
    Status.PROPOSED: {Status.IN_USE, Status.REFUSED, Status.WITHDRAWN},
    Status.IN_USE: {Status.WITHDRAWN, Status.SUPERSEDED},
}


class Standing(models.TextChoices):
    """How a correction in use stands to what the portal comes with today."""

    HOLDS = "holds", pgettext_lazy("correction", "in use")
    TAKEN_OVER = "taken_over", pgettext_lazy("correction", "part of this version of the portal")
    CHANGED = "changed", pgettext_lazy("correction", "in use; the original has changed")
    MISFIT = "misfit", pgettext_lazy("correction", "not in use: placeholders have changed")
    GONE = "gone", pgettext_lazy("correction", "not in use: the text no longer exists")
