"""The portal that faults are done to: as under load, and its log says nothing of what is done on purpose."""

from trials.load.settings import *  # noqa: F403

LOGGING = {
    "version": 1,
    "disable_existing_loggers": True,
    "handlers": {"none": {"class": "logging.NullHandler"}},
    "root": {"handlers": ["none"]},
}
