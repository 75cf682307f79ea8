"""The portal under measurement: the settings of the tests, quiet."""

import os

from tests.settings import *  # noqa: F403
from tests.settings import MEDIA_ROOT as OWN_MEDIA

# One folder for all processes of a run: what one of them renders, another reads.
MEDIA_ROOT = os.environ.get("BENCH_MEDIA", OWN_MEDIA)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "ERROR"},
    "loggers": {"django.server": {"level": "ERROR"}},
}
