"""Which tests run again on PostgreSQL, and which show within two minutes that each act still does its work.

A database can change locks and races, what triggers and constraints refuse, SQL that it refuses itself, the
order of texts and NULLs, search, and the clock of the server. The tests of that are marked `both_databases`:
those of the paths below, those that commit, and single ones where they stand. Each act runs there once, too:
the test that stands first in its file is its good path, marked `good_path` here, and what is another act's
good path in the same file where it stands.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent
# Folders and files whose tests are all about what a database does.
BOTH_DATABASES = (
    "cica_portal/database",
    "cica_portal/test_clock.py",
    "comments/procedure/deadlines/test_closings.py",
    "comments/procedure/test_consultations.py",
    "comments/procedure/test_races.py",
    "comments/writing/test_responses.py",
    "dashboard/start/test_open_points.py",
    "dashboard/test_commands.py",
    "dashboard/test_copies.py",
    "dashboard/test_sweeps.py",
    "documents/test_renders.py",
    "initiatives/test_races.py",
    "journeys/test_consultation.py",
    "journeys/test_one_number.py",
    "members/audit/test_chain.py",
    "members/audit/test_checks.py",
    "members/directory/test_correspondents.py",
    "members/directory/test_people.py",
    "members/directory/test_states.py",
    "members/test_delegation_record.py",
    "notes/acts/reminding/test_reminder_sending.py",
    "notes/acts/test_circulation.py",
    "notes/delivery/test_guards.py",
    "notes/delivery/test_killed.py",
    "notes/delivery/test_sending.py",
    "notes/register/test_numbering.py",
    "notes/register/test_numbers.py",
    "plans/test_blocks.py",
    "plans/test_revisions.py",
    "search",
)
# Beside the acts: what tries the whole portal for a while, and what tries the tests' own tools.
NO_ACTS = ("browser", "cica_portal", "journeys", "scripts")
# Fixtures of pytest-django by which a test uses the database without being marked.
DATABASE = {"db", "transactional_db", "live_server"}


def mark(items: list[pytest.Item]) -> None:
    """Mark the good paths, and what a second database is asked for."""
    first = set(_good_paths(items))
    for item in items:
        if item in first:
            item.add_marker("good_path")
        if _is_for_both(item):
            item.add_marker("both_databases")


def _good_paths(items: list[pytest.Item]) -> Iterator[pytest.Item]:
    """Yield the first test of each file, unless it takes long."""
    seen = set()
    for item in items:
        if item.path in seen or _stands_in(item, NO_ACTS):
            continue
        seen.add(item.path)
        if item.get_closest_marker("long") is None:
            yield item


def _is_for_both(item: pytest.Item) -> bool:
    if _stands_in(item, ("browser",)):
        return False  # only the journeys that say so where they stand
    commits = item.get_closest_marker("race") or any(
        one.kwargs.get("transaction") for one in item.iter_markers("django_db")
    )
    is_good_path = item.get_closest_marker("good_path") and _uses_database(item)
    return bool(commits or is_good_path or (_uses_database(item) and _stands_in(item, BOTH_DATABASES)))


def _stands_in(item: pytest.Item, paths: tuple[str, ...]) -> bool:
    return any(item.path.is_relative_to(TESTS / path) for path in paths)


def _uses_database(item: pytest.Item) -> bool:
    return item.get_closest_marker("django_db") is not None or bool(
        DATABASE & set(getattr(item, "fixturenames", ()))
    )


def is_left_out(item: pytest.Item, *, is_second: bool) -> bool:
    """Tell whether a test is of another run than this one, on the first database or on a second."""
    if is_second:
        return not any(map(item.get_closest_marker, ("both_databases", "second_database")))
    return item.get_closest_marker("second_database") is not None
