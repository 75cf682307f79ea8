"""Without Redis one worker does all work: nobody rings for it, and what is wanted is there soon."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection

from cica_portal import clock
from cica_portal.celery import BeatInside, app
from documents.enums import DocumentStatus
from documents.models import Document
from plans.papers import plan_documents
from tests.factories import plans

on_sqlite = pytest.mark.skipif(
    "sqlite3" not in settings.DATABASES["default"]["ENGINE"] or bool(settings.REDIS_URL),
    reason="it is how a demonstration runs",
)
SECONDS = 90


def command() -> list[str]:
    """Return the worker of the Procfile, in one process."""
    lines = (settings.BASE_DIR / "Procfile").read_text().splitlines()
    (line,) = [line for line in lines if line.startswith("worker:")]
    said = line.partition("-A cica_portal ")[2].replace("--concurrency 2", "--concurrency 1")
    return [sys.executable, "-m", "celery", "--quiet", "-A", "cica_portal", *said.split()]


@pytest.fixture
def worker(transactional_db, tmp_path) -> Iterator[subprocess.Popen[bytes]]:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.cica_portal.settings_without_redis",
        "DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}",
    }
    with open(tmp_path / "worker.log", "wb") as log:
        process = subprocess.Popen(command(), cwd=settings.BASE_DIR, env=environment, stdout=log, stderr=log)
    yield process
    process.terminate()
    process.wait(30)


@on_sqlite
def test_beat_is_inside_the_worker_and_looks_every_few_seconds_for_what_people_wait_for():
    assert BeatInside in app.steps["worker"]
    every = {name: row["schedule"] for name, row in settings.CELERY_BEAT_SCHEDULE.items()}
    assert every["render_wanted"] == every["deliver_queued"] <= 5 < every["sweep_all"]


@on_sqlite
def test_a_document_that_is_asked_for_elsewhere_is_rendered_soon(worker):
    wanted = plan_documents.request_draft(plans.paper(), at=clock.now())
    assert {one.status for one in wanted} == {DocumentStatus.WANTED}
    end = time.monotonic() + SECONDS
    while worker.poll() is None and time.monotonic() < end:
        if not Document.objects.filter(status=DocumentStatus.WANTED).exists():
            break
        time.sleep(0.2)
    assert {one.status for one in Document.objects.all()} == {DocumentStatus.STORED}
