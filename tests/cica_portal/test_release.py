"""Making a release: one place for the version, the changelog folded, images pinned by digest."""

import datetime as dt
import importlib.machinery
import importlib.util
import re
import shutil
import subprocess
import tomllib

import pytest
from django.conf import settings

from api.views.answers import api
from cica_portal.version import version
from dashboard.operators import figures
from notes.packages import keeping

ROOT = settings.BASE_DIR
DAY = dt.date(2027, 1, 2)
OLD = "## 1.0.0 (2026-11-26)\n\nThe first version.\n\n### Notes\n\n- Old.\n"


def script():
    loader = importlib.machinery.SourceFileLoader("release", str(ROOT / "scripts" / "release"))
    spec = importlib.util.spec_from_loader("release", loader)
    made = importlib.util.module_from_spec(spec)
    loader.exec_module(made)
    return made


@pytest.mark.django_db
def test_the_version_is_said_by_api_packages_and_figures(monkeypatch):
    written = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert version() == written
    assert api.version == written
    registered = {}

    def register(name: str, *rest) -> None:
        registered[name] = rest[-1]()

    monkeypatch.setattr(figures.metrics, "register", register)
    figures.register()
    assert registered["version"] == {written: 1.0}
    assert keeping.version() == written


def test_the_changelog_begins_a_section_and_keeps_headings():
    before = f"# Changelog\n\n## Unreleased\n\n- Loose.\n- Two\n  lines.\n\n### Notes\n\n- New.\n\n{OLD}"
    assert script().fold(before, "1.1.0", DAY) == (
        "# Changelog\n\n## Unreleased\n\n## 1.1.0 (2027-01-02)\n\n### Notes\n\n- New.\n\n"
        f"### Further changes\n\n- Loose.\n- Two\n  lines.\n\n{OLD}"
    )


def test_a_section_that_is_not_tagged_yet_is_added_to():
    before = f"# Changelog\n\n## Unreleased\n\n- Loose.\n\n{OLD}\n## 0.9.0 (2026-01-01)\n\n- Older.\n"
    assert script().fold(before, "1.0.0", DAY) == (
        "# Changelog\n\n## Unreleased\n\n## 1.0.0 (2027-01-02)\n\nThe first version.\n\n"
        "### Notes\n\n- Old.\n\n### Further changes\n\n- Loose.\n\n## 0.9.0 (2026-01-01)\n\n- Older.\n"
    )


def test_images_are_pinned_by_digest_and_again(tmp_path):
    for name in ("Dockerfile", "docker-compose.yml", "scripts/pin-images"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy2(ROOT / name, tmp_path / name)
    asked = tmp_path / "digest"

    def run(*arguments: str, digest: str = "") -> subprocess.CompletedProcess[str]:
        asked.write_text(f"#!/bin/sh\necho sha256:{digest * 64}\n")
        asked.chmod(0o755)
        command = [str(tmp_path / "scripts/pin-images"), *arguments]
        environment = {"PATH": "/usr/bin:/bin", "IMAGES_BY": str(asked)}
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    def images() -> list[str]:
        found = (tmp_path / "Dockerfile").read_text() + (tmp_path / "docker-compose.yml").read_text()
        return re.findall(r"(?m)^ *(?:FROM|image:) +(\S+:\S+)", found)

    before = images()
    loose = run("--check")
    assert loose.returncode == 1 and "postgres:17" in loose.stderr

    for digest in "ab":
        assert run(digest=digest).returncode == 0
        assert images() == [f"{image}@sha256:{digest * 64}" for image in before]
    assert run("--check").returncode == 0
    assert run(digest="").returncode == 1
