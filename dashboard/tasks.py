"""Tasks: wake up, look at the rows, do what is due. They carry nothing but the hint that there is work."""

import logging
from typing import Any

from celery import current_app, shared_task, signals

from cica_portal import clock
from dashboard import sweeps
from documents import queue
from members.audit import checks
from members.enums import PresenceSource
from members.installation import presence

logger = logging.getLogger(__name__)

RENDER_QUEUE = "render"
# Seconds; a limit of its own, for none would be that of all tasks.
CHECK_TAKES_AT_MOST = int(checks.TAKES_AT_MOST.total_seconds())

_renders = False


@shared_task(name="sweep_all")
def sweep_all() -> list[str]:
    """Plan what is due, every minute. Rendering and mail have queues and processes of their own."""
    presence.seen(PresenceSource.SWEEP)
    lines = _logged(sweeps.planning(clock.now()))
    queue.notify(queue.RENDER)
    queue.notify(queue.DELIVER)
    return lines


@shared_task(name="render_wanted")
def render_wanted() -> list[str]:
    """Render the documents that are wanted, then let their notes go."""
    lines = _logged(sweeps.RENDERING)
    if lines:
        queue.notify(queue.DELIVER)
    return lines


@shared_task(name="deliver_queued")
def deliver_queued() -> list[str]:
    """Send the messages whose time has come and whose documents are stored."""
    return _logged(sweeps.DELIVERING)


@shared_task(name="receive_reports")
def receive_reports() -> list[str]:
    """Read the reports of mail servers: a mailbox that does not answer keeps nothing else waiting."""
    return _logged(sweeps.RECEIVING)


@shared_task(
    name="check_record", time_limit=CHECK_TAKES_AT_MOST, soft_time_limit=CHECK_TAKES_AT_MOST - 60, expires=60
)
def check_record() -> list[str]:
    """Check, once a night, all that is official: it may take long, and has the queue of what takes long."""
    return _logged(sweeps.CHECKING)


def _logged(chosen: dict[str, sweeps.Sweep]) -> list[str]:
    lines = list(sweeps.run(clock.now(), chosen))
    for line in lines:
        logger.info(line)
    return lines


@signals.celeryd_after_setup.connect
def note_queues(sender: str, instance: Any, **kwargs: Any) -> None:
    """Remember, before the processes of this worker are forked, whether they will render."""
    global _renders
    _renders = RENDER_QUEUE in current_app.amqp.queues.consume_from


@signals.worker_process_init.connect
def warm_up(**kwargs: Any) -> None:
    """Make a process that renders ready, after its fork: a font configuration does not survive one."""
    if not _renders:
        return
    from documents import press  # noqa: PLC0415 - slow import, only for processes that render

    press.limit_resources()
    press.warm_up()
