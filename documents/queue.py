"""Telling the queue that there is work. Only a hint: the sweep finds what it missed (rule 17)."""

import logging
import time

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

logger = logging.getLogger(__name__)

RENDER = "render_wanted"
DELIVER = "deliver_queued"

# A person waits for it: one try, of a second. After a failure it is left alone: the next would wait too.
QUICK = {"max_retries": 0, "socket_connect_timeout": 1, "socket_timeout": 1}
PAUSE = 30
_silent_until = 0.0


def notify(task: str) -> None:
    """Ask for `task` after commit. A queue that does not answer loses nothing."""
    if not settings.REDIS_URL or getattr(settings, "CELERY_TASK_ALWAYS_EAGER", False):
        return  # no other process would hear of it

    def after_commit() -> None:
        global _silent_until
        if time.monotonic() < _silent_until:
            return
        try:
            app = import_string(settings.QUEUE_APP)
            with app.connection(connect_timeout=1, transport_options=QUICK) as connection:
                app.send_task(task, connection=connection, retry=False)
        except Exception:
            _silent_until = time.monotonic() + PAUSE
            logger.warning("The queue did not take %s; the next sweep will do its work.", task, exc_info=True)

    transaction.on_commit(after_commit, robust=True)
