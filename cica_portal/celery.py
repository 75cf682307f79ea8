import os
from typing import Any

from celery import Celery, bootsteps
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cica_portal.settings")

app = Celery("cica_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


class BeatInside(bootsteps.StartStopStep):
    """Beat as a thread of the worker: the queue in memory is heard by no other process."""

    requires = {"celery.worker.components:Pool"}

    def create(self, worker: Any) -> Any:
        from celery.beat import EmbeddedService  # noqa: PLC0415 - no process that only rings needs it

        return EmbeddedService(worker.app, thread=True, scheduler_cls="celery.beat:Scheduler")


if not settings.REDIS_URL:
    app.steps["worker"].add(BeatInside)
