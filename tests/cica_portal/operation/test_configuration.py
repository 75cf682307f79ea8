"""One list of variables: in the code, the composition, the example of a production and the documents."""

import re
from pathlib import Path

import pytest
import yaml
from django.conf import settings

BASE = Path(settings.BASE_DIR)
# What the composition sets by itself, and what it has for services of its own.
SET_BY_COMPOSITION = {"PORTAL_MODE", "DATABASE_URL", "REDIS_URL", "BEHIND_PROXY", "AUDIT_HEAD_FILE"}
FOR_SERVICES = {"POSTGRES_PASSWORD", "PORTAL_DATABASE_PASSWORD", "BACKUP_HOUR", "BACKUPS_KEPT"}
PATHS_INSIDE = {"MEDIA_ROOT", "SEAL_KEY_FILE", "SEAL_CERTIFICATES"}
ONLY_IN_DEMONSTRATION = {"PORTAL_CLOCK", "DEMONSTRATION_PASSWORD"}
ONLY_IN_DOCUMENTS = {"PORT"}  # of `make run`


def read_by_settings() -> set[str]:
    text = (BASE / "cica_portal" / "settings.py").read_text()
    return set(re.findall(r'\benv(?:\.\w+)?\(\s*(?:_UNITS, |\([^)]*\), )?"([A-Z_]+)"', text))


def composition() -> dict:
    return yaml.safe_load((BASE / "docker-compose.yml").read_text())


def environment(service: str) -> dict:
    return composition()["services"][service]["environment"]


def of_example() -> set[str]:
    lines = (BASE / ".env.example").read_text().splitlines()
    return {found[1] for line in lines if (found := re.match(r"(?:# )?([A-Z_]+)=", line))}


def of_documents() -> set[str]:
    table = (BASE / "docs" / "operations.md").read_text().partition("## Variables")[2].partition("\n## ")[0]
    names: set[str] = set()
    for line in table.splitlines():
        if line.startswith("| `"):
            cell = re.findall(r"`([A-Z_]+)`", line.split(" | ")[0])
            names |= {f"ENCLOSURE_UNIT{name}" if name in {"_RU", "_KK"} else name for name in cell}
    return names


def test_every_variable_that_is_read_is_explained():
    assert read_by_settings() - of_documents() == set()
    assert of_documents() - read_by_settings() - FOR_SERVICES - ONLY_IN_DOCUMENTS == set()


@pytest.mark.parametrize("service", ["web", "worker", "renderer", "beat", "migrate"])
def test_the_composition_passes_every_variable_on(service):
    wanted = read_by_settings() - ONLY_IN_DEMONSTRATION - {"MEDIA_ROOT", "SEAL_KEY_FILE", "SEAL_PASSPHRASE"}

    assert wanted - environment(service).keys() == set()


def test_only_the_renderer_has_the_key_of_the_seal():
    for name, service in composition()["services"].items():
        has_key = "SEAL_PASSPHRASE" in (service.get("environment") or {})
        assert has_key == (name == "renderer"), name


def test_the_example_names_all_that_a_production_can_set():
    wanted = read_by_settings() - ONLY_IN_DEMONSTRATION - SET_BY_COMPOSITION - PATHS_INSIDE

    assert of_example() == wanted | FOR_SERVICES


def test_no_service_grows_without_a_limit_and_the_database_is_asked_as_the_portal_asks_it():
    services = composition()["services"]

    for name, service in services.items():
        assert "mem_limit" in service, name
        assert "pids_limit" in service, name
    assert "--host" in services["db"]["healthcheck"]["test"][1]
    assert services["proxy"]["ports"]
    assert [name for name, service in services.items() if service.get("ports")] == ["proxy"]
