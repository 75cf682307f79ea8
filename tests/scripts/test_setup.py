"""What `make run` and the settings say where they cannot go on: one sentence, no traceback."""

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings

BASE_DIR = Path(settings.BASE_DIR)
NOBODY = 65534


def tell(
    command: list[str], folder: Path = BASE_DIR, *, user: int | None = None, **variables: str
) -> tuple[int, str]:
    """Run a command with the variables alone; return its code and what it says."""
    environment = {"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"} | variables
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        user=user,
        timeout=120,
    )
    return done.returncode, (done.stdout + done.stderr).strip()


KEY = "for-tests-alone-and-of-no-use-anywhere-else-0123456789"


def say_settings(**variables: str) -> tuple[int, str]:
    production = {
        "PORTAL_MODE": "production",
        "SECRET_KEY": KEY,
        "ALLOWED_HOSTS": "portal.example.org",
        "EMAIL_URL": "smtp+tls://user:word@mail.example.org:587",
        "DATABASE_URL": "postgres://portal:word@db.example.org/portal",
    }
    return tell([sys.executable, "manage.py", "diffsettings", "--all"], **(production | variables))


WITH_A_VALUE = [
    *("SECOND_FACTOR_REQUIRED", "TWO_PERSONS_ISSUE", "TWO_PERSONS_REVIEW", "DISPOSITIONS_CONFIRMED"),
    *("SECURE_SSL_REDIRECT", "REMINDER_HOUR", "REMINDER_WORKING_DAYS", "SESSION_IDLE_LIMIT"),
    *("SECRETARIAT_TIME_ZONE", "ALLOWED_HOSTS", "MEDIA_ROOT", "AUDIT_HEAD_FILE", "TRUSTED_PROXY_COUNT"),
    "LOG_LEVEL",
]


@pytest.mark.parametrize("name", WITH_A_VALUE)
@pytest.mark.parametrize("value", ["", "  "])
def test_an_empty_variable_is_an_error_where_a_value_counts(name, value):
    expected = (
        f"The portal is not configured: {name} is empty. Give it a value, or take it away for the default."
    )
    assert say_settings(**{name: value}) == (2, expected)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SECOND_FACTOR_REQUIRED", "ture", "SECOND_FACTOR_REQUIRED is true or false."),
        ("REMINDER_HOUR", "nine", "REMINDER_HOUR is a number, or numbers with commas between them."),
        ("REMINDER_HOUR", "24", "REMINDER_HOUR is from 0 to 23."),
        (
            "REMINDER_WORKING_DAYS",
            "5,two",
            "REMINDER_WORKING_DAYS is a number, or numbers with commas between them.",
        ),
        ("SESSION_IDLE_LIMIT", "0", "SESSION_IDLE_LIMIT is 1 or more."),
        (
            "SECRETARIAT_TIME_ZONE",
            "Astana",
            "SECRETARIAT_TIME_ZONE is a zone of the IANA database, as Asia/Almaty.",
        ),
        ("ENCLOSURE_UNIT_RU", "leaves", "ENCLOSURE_UNIT_RU is pages, sheets or sheets_both_sides."),
        ("SECRET_KEY", "", "SECRET_KEY is not set. Production does not start without it."),
        ("MEDIA_ROOT", "/dev/null/media", "The folder /dev/null/media cannot be made: Not a directory."),
    ],
)
def test_a_variable_that_cannot_be_meant_is_an_error_in_a_sentence(name, value, sentence):
    assert say_settings(**{name: value}) == (2, f"The portal is not configured: {sentence}")


def test_every_word_of_yes_and_no_is_understood():
    for value, expected in (("yes", True), ("0", False), ("TRUE", True), ("off", False)):
        code, said = say_settings(
            SECOND_FACTOR_REQUIRED=value, WITHOUT_PROTECTION="" if expected else "SECOND_FACTOR_REQUIRED"
        )
        assert (code, f"SECOND_FACTOR_REQUIRED = {expected}" in said) == (0, True), said


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"EMAIL_URL": ""}, "EMAIL_URL is not set. Production does not start without a mail server."),
        ({"SECRET_KEY": "x"}, "SECRET_KEY is too weak: "),
        ({"SECRET_KEY": "x" * 60}, "SECRET_KEY is too weak: "),
        ({"DATABASE_URL": ""}, "DATABASE_URL names no PostgreSQL. "),
        ({"SECOND_FACTOR_REQUIRED": "no"}, "SECOND_FACTOR_REQUIRED is off. If that is meant, say so: "),
        ({"SECOND_FACTOR_OF_WRITERS": "no"}, "SECOND_FACTOR_OF_WRITERS is off. "),
        ({"CALENDARS_BY_PASSWORD": "no"}, "CALENDARS_BY_PASSWORD is off. "),
        ({"TWO_PERSONS_ISSUE": "false"}, "TWO_PERSONS_ISSUE is off. "),
        ({"TWO_PERSONS_REVIEW": "0"}, "TWO_PERSONS_REVIEW is off. "),
        (
            {"TWO_PERSONS_ISSUE": "no", "WITHOUT_PROTECTION": "TWO_PERSONS_REVIEW"},
            "TWO_PERSONS_ISSUE is off. ",
        ),
        ({"WITHOUT_PROTECTION": "HOPE"}, "WITHOUT_PROTECTION names no protection: HOPE."),
    ],
)
def test_a_production_does_not_start_without_a_protection(variables, sentence):
    code, said = say_settings(**variables)
    assert (code, said.startswith(f"The portal is not configured: {sentence}")) == (2, True), said


@pytest.mark.parametrize(
    "variables",
    [
        {"DATABASE_URL": "", "ALLOW_SQLITE": "true"},
        {"SECOND_FACTOR_REQUIRED": "no", "WITHOUT_PROTECTION": "SECOND_FACTOR_REQUIRED"},
        {"TWO_PERSONS_ISSUE": "no", "WITHOUT_PROTECTION": "TWO_PERSONS_ISSUE,TWO_PERSONS_REVIEW"},
    ],
)
def test_what_is_switched_off_by_name_starts(variables):
    code, said = say_settings(**variables)
    assert code == 0, said


def test_what_may_be_empty_is(tmp_path):
    """An example that was filled in where it must be, and no further, starts a production."""
    lines = [
        line.partition("=") for line in (BASE_DIR / ".env.example").read_text().splitlines() if "=" in line
    ]
    example = {name: value for name, _, value in lines if not name.startswith("#")}
    code, said = say_settings(**(example | {"SECRET_KEY": KEY, "REDIS_URL": ""}))
    assert code == 0, said


# make run


@pytest.fixture
def checkout(tmp_path) -> Path:
    """A folder with what `make` runs first, in which everybody may look."""
    folder = tmp_path / "checkout"
    (folder / "locale" / "ru" / "LC_MESSAGES").mkdir(parents=True)
    (folder / "scripts").mkdir()
    for name in ("environment", "dotenv.py", "prepare.py"):
        shutil.copy(BASE_DIR / "scripts" / name, folder / "scripts")
    for parent in (tmp_path, *tmp_path.parents):
        if parent.stat().st_uid == os.geteuid() and parent != Path(parent.anchor):
            parent.chmod(parent.stat().st_mode | stat.S_IXOTH | stat.S_IXGRP)
    return folder


def make_read_only(folder: Path) -> int | None:
    """Take the right to write from everybody; return whom to ask as, for root may write all the same."""
    for path in (folder, *folder.rglob("*")):
        path.chmod(path.stat().st_mode & ~0o222 | 0o444 | (0o111 if path.is_dir() else 0))
    return NOBODY if os.geteuid() == 0 else None


@pytest.mark.parametrize("kept", [[], [".venv", ".env", "var"]], ids=["new", "set up by another"])
def test_a_folder_that_cannot_be_written_is_named(checkout, kept):
    for name in kept:
        (checkout / name).mkdir()
    user = make_read_only(checkout)
    code, said = tell(["bash", "scripts/environment", "run"], checkout, user=user)

    assert (code, said.count("\n")) == (2, 0)
    assert said.startswith(f"{checkout}/{'var' if kept else ''} cannot be written.")


def test_an_env_that_cannot_be_written_is_one_sentence(checkout):
    user = make_read_only(checkout)
    # Python itself may lie where only root reads: it becomes somebody else once it has what it needs.
    become = f"os.setuid({user}); " if user else ""
    run = "runpy.run_path('scripts/dotenv.py', run_name='__main__')"
    needed = "import os, pkgutil, runpy, secrets, environ"
    code, said = tell([sys.executable, "-c", f"{needed}; {become}{run}"], checkout)
    assert (code, said) == (2, f"{checkout}/.env cannot be written: Permission denied.")


@pytest.mark.parametrize("content", [".env.example", "filled in"])
def test_the_env_of_a_production_is_not_served_as_a_demonstration(checkout, content):
    text = (BASE_DIR / ".env.example").read_text()
    if content == "filled in":
        text = text.replace("SECRET_KEY=", "SECRET_KEY=" + "x" * 50)
    (checkout / ".env").write_text(text)
    code, said = tell([sys.executable, "scripts/dotenv.py"], checkout)

    assert code == 2
    assert said.startswith("This .env is not that of a demonstration")
    assert (checkout / ".env").read_text() == text


def test_a_new_env_is_that_of_a_demonstration(checkout):
    for _ in range(2):
        assert tell([sys.executable, "scripts/dotenv.py"], checkout)[0] == 0
    assert "PORTAL_MODE=demonstration" in (checkout / ".env").read_text()
    assert stat.S_IMODE((checkout / ".env").stat().st_mode) == 0o600


def test_a_database_that_cannot_be_written_is_one_sentence(tmp_path):
    variables = {"PORTAL_MODE": "demonstration", "DATABASE_URL": "sqlite:////dev/null/portal.sqlite3"}
    code, said = tell([sys.executable, "scripts/prepare.py"], **variables)
    assert (code, said) == (2, "The portal cannot write its data: unable to open database file")


def test_a_secret_that_is_missing_is_one_sentence(tmp_path):
    code, said = tell([sys.executable, "scripts/prepare.py"], PORTAL_MODE="production", SECRET_KEY="")
    expected = "The portal is not configured: SECRET_KEY is not set. Production does not start without it."
    assert (code, said) == (2, expected)


def test_the_bridge_of_a_library_greets_nobody():
    code = "import django; django.setup(); import pikepdf"
    variables = {"PORTAL_MODE": "demonstration", "DJANGO_SETTINGS_MODULE": "cica_portal.settings"}
    assert tell([sys.executable, "-c", code], **variables) == (0, "")


def test_a_database_of_other_migrations_is_left_as_it_is(tmp_path):
    database = tmp_path / "portal.sqlite3"
    with closing(sqlite3.connect(database)) as earlier, earlier:
        earlier.execute("CREATE TABLE django_migrations (id integer primary key, app, name, applied)")
        earlier.execute("INSERT INTO django_migrations VALUES (1, 'notes', '0020_earlier', '2026-11-25')")

    code, said = tell(
        [sys.executable, "scripts/prepare.py"],
        PORTAL_MODE="demonstration",
        SECRET_KEY="only-for-tests",
        DATABASE_URL=f"sqlite:///{database}",
    )

    assert (code, said.count("\n")) == (2, 0)
    assert "made by a version before 1.0" in said and str(database) in said
    with closing(sqlite3.connect(database)) as kept:
        assert kept.execute("SELECT name FROM sqlite_master").fetchall() == [("django_migrations",)]


@pytest.fixture
def machine(tmp_path):
    """Return the folder of a machine that has everything but a font of Chinese signs, and may install it."""
    commands = tmp_path / "commands"
    commands.mkdir()
    scripts = {
        "fc-list": 'case "$1" in *Noto*) echo a-font ;; *) [ ! -e font ] || echo another ;; esac',
        "ldconfig": "echo libpangoft2-1.0.so.0 libharfbuzz-subset.so.0",
        "msgfmt": "",
        "id": "echo 0",
        "apt-get": 'echo "$@" >> asked; case "$*" in *install*) [ ! -e online ] || touch font ;; esac',
        "apt-cache": "exit 1",
    }
    for name, script in scripts.items():
        command = commands / name
        command.write_text(f"#!/bin/sh\n{script}\n")
        command.chmod(0o755)
    return tmp_path


def set_up(machine: Path) -> tuple[int, str, str]:
    """Make sure of the packages on the machine; return the code, what is said, and what was asked for."""
    path = f"{machine / 'commands'}:{Path(sys.executable).parent}:/usr/bin:/bin"
    code, said = tell([str(BASE_DIR / "scripts" / "system"), "run"], machine, PATH=path)
    asked = machine / "asked"
    return code, said, asked.read_text() if asked.exists() else ""


FONT = "fonts-wqy-microhei"
BOXES = f"Until {FONT} is installed, Chinese, Japanese and Korean signs are codes in PDFs."


def test_the_font_of_chinese_signs_is_installed_where_the_portal_is_set_up(machine):
    (machine / "online").touch()
    code, said, asked = set_up(machine)
    assert (code, said) == (0, f"Installing system packages: {FONT}")
    assert f"install {FONT}\n" in asked


def test_without_the_font_of_chinese_signs_the_portal_runs_and_says_so(machine):
    code, said, _asked = set_up(machine)
    assert (code, BOXES in said) == (0, True)
    (machine / "asked").unlink()
    (machine / ".venv").touch()
    assert set_up(machine) == (0, BOXES, "")
