"""One list of variables: in the code, the composition, the example of a production and the documents."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from cica_portal.operation import protections

BASE = Path(settings.BASE_DIR)
# What the composition sets by itself, and what it has for services of its own.
SET_BY_COMPOSITION = {"PORTAL_MODE", "DATABASE_URL", "REDIS_URL", "BEHIND_PROXY", "AUDIT_HEAD_FILE"}
FOR_SERVICES = {"POSTGRES_PASSWORD", "PORTAL_DATABASE_PASSWORD", "BACKUP_HOUR", "BACKUPS_KEPT"}
PATHS_INSIDE = {"MEDIA_ROOT", "SEAL_KEY_FILE", "SEAL_TOKEN_PIN_FILE", "SEAL_CERTIFICATES"}
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


# Which services of the portal have which secrets: of those they need, and no other.
SIGNING, FILES = {"SECRET_KEY", "SECRET_KEY_FALLBACKS"}, {"FILES_ACCESS_KEY", "FILES_SECRET_KEY"}
SECRETS = {
    "web": SIGNING
    | FILES
    | {"EMAIL_URL", "DATABASE_URL", "BOUNCE_TOKEN", "MAIL_PROVIDER_KEY", "METRICS_TOKEN"},
    "worker": SIGNING | FILES | {"EMAIL_URL", "DATABASE_URL", "BOUNCE_MAILBOX"},
    "renderer": FILES | {"DATABASE_URL", "SEAL_PASSPHRASE"},
    "beat": set(),
    "migrate": SIGNING | FILES | {"DATABASE_URL"},
}
ALL_SECRETS = set.union(*SECRETS.values())
# What stands in the place of a secret where none is needed.
NO_SECRET = {
    "SECRET_KEY": protections.OF_THE_PROCESS,
    "EMAIL_URL": "dummymail://",
    "DATABASE_URL": "postgres://portal@db:5432/portal",
}


@pytest.mark.parametrize("service", SECRETS)
def test_the_composition_passes_every_variable_on_that_is_no_secret(service):
    wanted = read_by_settings() - ONLY_IN_DEMONSTRATION - {"MEDIA_ROOT", "SEAL_KEY_FILE"} - ALL_SECRETS

    assert wanted - environment(service).keys() == set()


@pytest.mark.parametrize("service", SECRETS)
def test_a_service_has_the_secrets_that_it_needs_and_no_other(service):
    given = {name for name, value in environment(service).items() if value != NO_SECRET.get(name, "...")}

    assert given & ALL_SECRETS == SECRETS[service]
    assert SECRETS[service] <= read_by_settings()


def test_no_other_service_has_a_secret_of_the_portal():
    for name, service in composition()["services"].items():
        variables = service.get("environment") or {}
        if name not in SECRETS:
            assert not ALL_SECRETS & variables.keys(), name
        owners = "POSTGRES_PASSWORD" in str(variables)
        assert owners == (name in {"migrate", "db", "backup"}), name


@pytest.mark.parametrize("service", SECRETS)
def test_a_service_starts_with_what_the_composition_gives_it(service, tmp_path):
    """With secrets that are set as in a production, and without those that the service has not."""
    given = {
        "SECRET_KEY": "a-Key_of-50-signs.or+more=At-random-0123456789abcdefgh",
        "EMAIL_URL": "smtp://mail",
    }
    variables = {}
    for name, value in environment(service).items():
        filled = re.sub(
            r"\$\{([A-Z_]+):(\?|-)([^}]*)\}",
            lambda one: given.get(one[1], one[3] if one[2] == "-" else "given"),
            str(value),
        )
        if value is not None:
            variables[name] = filled
    variables |= {"ALLOWED_HOSTS": "portal.example.org", "DATA_DIR": str(tmp_path)}
    said = (
        "from django.conf import settings as s; "
        "print(len(s.SECRET_KEY), s.SECRET_KEY == 'of-the-process', s.HAS_KEY_OF_PORTAL)"
    )
    variables |= {"DJANGO_SETTINGS_MODULE": "cica_portal.settings", "PATH": os.environ["PATH"]}
    done = subprocess.run(
        [sys.executable, "-c", said], cwd=BASE, env=variables, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    length, is_word, has_key = done.stdout.split()
    assert (int(length) >= protections.KEY_LENGTH, is_word) == (True, "False")
    assert has_key == str("SECRET_KEY" in SECRETS[service])


def test_a_key_of_the_process_alone_serves_no_pages():
    with pytest.raises(ImproperlyConfigured, match="renderer and beat"):
        protections.refuse_own_key(has_key_of_portal=False)
    assert "refuse_own_key" in (BASE / "cica_portal" / "wsgi.py").read_text()


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


@pytest.mark.parametrize(
    ("name", "value"), [("BACKUPS_KEPT", "0"), ("BACKUPS_KEPT", "14d"), ("BACKUP_HOUR", "24")]
)
def test_a_backup_does_not_begin_with_what_would_throw_it_away(tmp_path, name, value):
    (tmp_path / "2026-01-01T02-00-00Z").mkdir()
    environment = os.environ | {"BACKUPS": str(tmp_path), name: value}
    run = subprocess.run([BASE / "production/backup"], env=environment, capture_output=True, text=True)
    assert (run.returncode, run.stderr.startswith(f"{name} is ")) == (2, True)
    assert [one.name for one in tmp_path.iterdir()] == ["2026-01-01T02-00-00Z"]
