"""The portal's settings for the tests: the demonstration, with nothing of this machine's own `.env` in it.

DATABASE_URL and REDIS_URL are the two that a run may choose; without them it is SQLite and no queue server.
SQLite is a file here as in use: a database in memory is shared by threads in a way that no real one is.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_FOLDER = Path(tempfile.mkdtemp(prefix="portal-tests-"))
atexit.register(shutil.rmtree, _FOLDER, ignore_errors=True)

os.environ.update(
    PORTAL_MODE="demonstration",
    PORTAL_CLOCK="",
    PORTAL_ORIGIN="https://portal.example.org",
    SECRET_KEY="only-for-tests",
    EMAIL_URL="",
    AUDIT_HEAD_FILE=str(_FOLDER / "audit-head.log"),
    AUDIT_WITNESS="",
    BOUNCE_MAILBOX=f"maildir://{_FOLDER / 'bounces'}",
    MEDIA_ROOT=str(_FOLDER / "media"),
)
os.environ.setdefault("DATABASE_URL", f"sqlite:///{_FOLDER / 'portal.sqlite3'}")
os.environ.setdefault("REDIS_URL", "")

from cica_portal.settings import *  # noqa: E402, F403
from cica_portal.settings import BASE_DIR, CACHES, DATABASES, MIDDLEWARE, STORAGES  # noqa: E402

# Nothing that the portal of this machine has built, but fonts, which are the same in every run.
DATA_DIR = _FOLDER
(BASE_DIR / "var" / "fonts").mkdir(parents=True, exist_ok=True)
(DATA_DIR / "fonts").symlink_to(BASE_DIR / "var" / "fonts")

# No test waits for the disk: what a crash of the machine would lose of it, nobody misses.
os.fsync = lambda descriptor: None
_OPTIONS = DATABASES["default"]["OPTIONS"]
if "sqlite3" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["TEST"] = {"NAME": str(_FOLDER / "test.sqlite3")}
    _OPTIONS["init_command"] = f"{_OPTIONS['init_command']} PRAGMA synchronous=OFF;"
else:
    _OPTIONS["options"] += " -c synchronous_commit=off"
CACHES["default"]["KEY_PREFIX"] = _FOLDER.name  # no run and no process sees the counters of another
if os.environ["REDIS_URL"]:
    CACHES["default"] |= {"BACKEND": "tests.own_cache.OwnCache", "OPTIONS": {}}  # waits for a busy machine
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
OUTBOX_DIR = _FOLDER / "outbox"
OUTBOX_DIR.mkdir()
STATIC_ROOT = _FOLDER / "static"
STATIC_ROOT.mkdir()
SEAL_KEY_FILE = str(_FOLDER / "seal" / "seal.p12")
SEAL_CERTIFICATES = str(_FOLDER / "seal")
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
MIDDLEWARE.insert(0, "tests.watch.WritesAreRecorded")
