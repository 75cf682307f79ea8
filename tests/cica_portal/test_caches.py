"""What a process keeps has a reason, on the very line that keeps it."""

import re
from pathlib import Path

from django.apps import apps
from django.conf import settings

CACHE = re.compile(r"^\s*@(?:functools\.)?(?:lru_)?cache\b(?P<rest>.*)$", re.MULTILINE)


def test_every_cache_of_a_process_says_what_it_saves():
    own = [Path(app.path) for app in apps.get_app_configs() if Path(app.path).parent == settings.BASE_DIR]
    files = [file for folder in own for file in folder.rglob("*.py")]
    found = [(file, one["rest"]) for file in files for one in CACHE.finditer(file.read_text("utf-8"))]
    assert len(found) > 10
    assert [str(file) for file, rest in found if "  # " not in rest] == []
