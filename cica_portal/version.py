"""Which version of the portal this is: what `pyproject.toml` says, the one place that a release writes."""

import tomllib

from django.conf import settings


def version() -> str:
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text("utf-8"))
    return str(project["project"]["version"])
