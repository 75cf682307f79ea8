"""The bell: tells the queue that there is work. Only a hint: the sweep finds what it missed (rule 17)."""

import logging

from celery import current_app
from django.conf import settings
from django.db import transaction

logger = logging.getLogger(__name__)

RENDER = "notes.tasks.render_wanted"
DELIVER = "notes.tasks.deliver_queued"


def ring(task: str) -> None:
    """Ask for `task` after commit. A queue that does not answer loses nothing."""
    if getattr(settings, "CELERY_TASK_ALWAYS_EAGER", False):
        return  # there is no queue to ring

    def after_commit() -> None:
        try:
            current_app.send_task(task, retry=False)
        except Exception:
            logger.warning("The queue did not take %s; the next sweep will do its work.", task, exc_info=True)

    transaction.on_commit(after_commit, robust=True)
