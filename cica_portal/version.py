"""Which version of the portal this is: what `pyproject.toml` says, the one place that a release writes."""

import tomllib
from functools import cache

from django.conf import settings


@cache  # read once: a process runs one version
def version() -> str:
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text("utf-8"))
    return str(project["project"]["version"])
