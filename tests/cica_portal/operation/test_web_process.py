"""A process that serves pages has loaded nothing that no page needs: it stays light, and begins soon."""

import json
import os
import subprocess
import sys

from django.conf import settings

PROGRAM = """
import json, sys
import cica_portal.wsgi
import cica_portal.urls
print(json.dumps(sorted(sys.modules)))
"""
# What takes tasks, what sweeps do, what reads and writes files of Office, what prints and seals, what speaks
# with Redis or with a provider of mail.
ELSEWHERE = {
    "celery",
    "kombu",
    "billiard",
    "dashboard.sweeps",
    "imaplib",
    "lxml",
    "xlsxwriter",
    "docx",
    "weasyprint",
    "pikepdf",
    "pyhanko",
    "PIL",
    "redis",
    "anymail",
    "requests",
}


def test_web_process_has_not_loaded_what_workers_need():
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "REDIS_URL": ""}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(json.loads(done.stdout.splitlines()[-1]))
    assert {"comments.views.reading_page", "dashboard.views.start"} <= loaded
    assert loaded & ELSEWHERE == set()
