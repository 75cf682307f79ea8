"""The portal of a test that takes Redis away from a running server: its settings, with the queue in use."""

from tests.settings import *  # noqa: F403

CELERY_TASK_ALWAYS_EAGER = False
