from django.db import models
from django.utils.translation import gettext_lazy as _


class EventKind(models.TextChoices):
    STATEMENT = "statement", _("adoption of a statement")
    WORKSHOP = "workshop", _("workshop")
    SEMINAR = "seminar", _("seminar")
    TRAINING = "training", _("training")
    EXERCISE = "exercise", _("exercise")
    EXCHANGE = "exchange", _("exchange of information")
    OTHER = "other", _("other thematic event")


class EventFormat(models.TextChoices):
    ONLINE = "online", _("online")
    IN_PERSON = "in_person", _("in person")
    HYBRID = "hybrid", _("hybrid")


class InitiativeStatus(models.TextChoices):
    PROPOSED = "proposed", _("proposed")
    PLANNED = "planned", _("planned")
    ANNOUNCED = "announced", _("announced")
    HELD = "held", _("held")
    POSTPONED = "postponed", _("postponed")
    CANCELLED = "cancelled", _("cancelled")
