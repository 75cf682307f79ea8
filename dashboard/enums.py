from django.db import models
from django.utils.translation import pgettext_lazy


class AlarmKind(models.TextChoices):
    """What the operators are written to about."""

    SWEEPS = "sweeps", "sweeps stand still"
    MESSAGES = "messages", "messages wait"
    RECORD = "record", "the record is contradicted"
    DISK = "disk", "little room on a disk"
    CLOCKS = "clocks", "clocks disagree"


class DigestPeriod(models.TextChoices):
    """How often a person is written to about new open points."""

    AT_ONCE = "at_once", pgettext_lazy("digest", "at once")
    DAILY = "daily", pgettext_lazy("digest", "once a day")
    WEEKLY = "weekly", pgettext_lazy("digest", "once a week, on Monday")
