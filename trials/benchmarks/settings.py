"""The portal under measurement: the settings of the tests, quiet."""

import os

from tests.settings import *  # noqa: F403
from tests.settings import MEDIA_ROOT as OWN_MEDIA
from tests.settings import MIDDLEWARE as TESTED

# One folder for all processes of a run: what one of them renders, another reads.
MEDIA_ROOT = os.environ.get("BENCH_MEDIA", OWN_MEDIA)

# What is measured carries nothing of the tests.
MIDDLEWARE = [one for one in TESTED if not one.startswith("tests.")]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "ERROR"},
    "loggers": {"django.server": {"level": "ERROR"}},
}
