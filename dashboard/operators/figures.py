"""Figures for `/metrics` that rows say: what waits, what failed, when work was done, what ends next."""

import datetime as dt

from django.db.models import Count, Min, Model

from cica_portal import clock
from cica_portal.operation import metrics
from cica_portal.version import version
from comments.models import Consultation
from dashboard import sweep_health
from dashboard.models import SweepRecord
from documents.models import Document
from members.models import PersonalMail
from notes.models import Dispatch


def _by_status(model: type[Model]) -> dict[str, float]:
    rows = model._default_manager.order_by().values_list("status").annotate(number=Count("pk"))
    return {str(status): float(number) for status, number in rows}


def _sweep_ages() -> dict[str, float]:
    now = dt.datetime.now(dt.UTC)
    done = dict(SweepRecord.objects.values_list("name", "succeeded_at"))
    return {
        name: (now - at).total_seconds() for name in sweep_health.NAMES if (at := done.get(name)) is not None
    }


def _deadlines() -> dict[str, float]:
    now = clock.now()
    running = Consultation.objects.filter(closed_at=None, closes_at__gt=now)
    found = running.aggregate(number=Count("pk"), first=Min("closes_at"))
    figures = {"open": float(found["number"])}
    if found["first"] is not None:
        figures["seconds_to_next_deadline"] = (found["first"] - now).total_seconds()
    return figures


def register() -> None:
    metrics.register("version", "The version that runs", "version", lambda: {version(): 1.0})
    metrics.register("note_messages", "Messages of notes", "status", lambda: _by_status(Dispatch))
    metrics.register("personal_messages", "Personal messages", "status", lambda: _by_status(PersonalMail))
    metrics.register("documents", "Documents to be made and made", "status", lambda: _by_status(Document))
    metrics.register("sweep_age_seconds", "Since a sweep last did its work", "sweep", _sweep_ages)
    metrics.register("consultations", "Open consultations, and the next deadline", "what", _deadlines)
