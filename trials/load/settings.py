"""The portal under load: as under measurement, and a refusal is no news."""

from trials.benchmarks.settings import *  # noqa: F403
from trials.benchmarks.settings import LOGGING

LOGGING["loggers"]["django.request"] = {"level": "ERROR"}
