"""The portal whose processes are killed: a demonstration, so that its clock can be set, with a real queue and
a real mail server. Every process of a run shares the folder that the run made."""

import os
from pathlib import Path

FOLDER = Path(os.environ["CHAOS_FOLDER"])

os.environ.update(
    PORTAL_MODE="demonstration",
    PORTAL_ORIGIN="https://portal.example.org",
    SECRET_KEY="only-for-tests",
    AUDIT_HEAD_FILE=str(FOLDER / "audit-head.log"),
    AUDIT_WITNESS="",
    BOUNCE_MAILBOX="",
    MEDIA_ROOT=str(FOLDER / "media"),
)
os.environ.setdefault("EMAIL_URL", "")
os.environ.setdefault("REDIS_URL", "")

from cica_portal.settings import *  # noqa: E402, F403
from cica_portal.settings import CACHES, CELERY_BEAT_SCHEDULE, STORAGES  # noqa: E402

# So that nobody has to wait a minute for what a lost bell would have told at once.
for _task in CELERY_BEAT_SCHEDULE.values():
    _task["schedule"] = 2.0
CACHES["default"]["KEY_PREFIX"] = FOLDER.name
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "ERROR"},
}
