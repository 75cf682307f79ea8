"""A database that cannot be reached: commands say so in a sentence, and nobody reads the password."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import OperationalError

from cica_portal.operation import unreachable

AT = 'connection to server at "db" (10.0.0.1), port 5432 failed: '
SECRET = "not-to-be-read"


@pytest.mark.parametrize(
    ("said", "meaning"),
    [
        (f'{AT}FATAL:  password authentication failed for user "portal"', "does not accept the user or the"),
        (f"{AT}fe_sendauth: no password supplied", "asks for a password"),
        (f'{AT}FATAL:  no pg_hba.conf entry for host "10.0.0.2"', "lets this host or user not in"),
        (f'{AT}FATAL:  role "portal" does not exist', "does not know the user"),
        (f'{AT}FATAL:  database "portal" does not exist', "does not have this database"),
        (f"{AT}Connection refused", "nothing answers at this address"),
        (f"{AT}timeout expired", "does not answer in time"),
        (f"{AT}FATAL:  the database system is starting up", "is starting"),
        (f"{AT}FATAL:  sorry, too many clients", "refuses the connection"),
        ('could not translate host name "db" to address', "its host is not known"),
        ("unable to open database file", "its file cannot be opened"),
    ],
)
def test_the_sentence_says_what_is_wrong(said, meaning):
    assert meaning in unreachable.sentence(OperationalError(said))


@pytest.mark.parametrize("said", ["no such table: x", "deadlock detected", "database is locked"])
def test_what_is_no_question_of_reaching_it_is_left_to_its_traceback(said):
    assert unreachable.sentence(OperationalError(said)) == ""


@pytest.mark.parametrize("command", [["showmigrations"], ["verify_audit"], ["migrate"]])
def test_a_command_says_it_without_a_traceback_and_ends_with_1(command):
    environment = os.environ | {"DATABASE_URL": f"postgres://portal:{SECRET}@127.0.0.1:1/portal"}
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=settings.BASE_DIR,
        env=environment | {"PORTAL_MODE": "demonstration"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, SECRET in done.stderr + done.stdout) == (1, False)
    assert "Traceback" not in done.stderr
    assert "The database portal at 127.0.0.1 cannot be reached: nothing answers at" in done.stderr
