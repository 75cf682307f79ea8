"""Bring the database up to date, and in a demonstration fill it with the reference case and its accounts.

The loaders change nothing when they run twice. They are still skipped while neither they nor their data have
changed, so that a second start takes no time.
"""

import hashlib
import os
import sys
from pathlib import Path

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import OperationalError

LOADERS = ("load_reference_case", "load_demonstration")
STAMP = "prepared"


class OtherDatabase(Exception):
    """The database was made by a version whose migrations are gone."""


def migrate() -> bool:
    """Bring the database up to date; tell whether it was new."""
    executor = MigrationExecutor(connection)
    gone = executor.loader.applied_migrations.keys() - executor.loader.disk_migrations.keys()
    if gone:
        raise OtherDatabase(
            "This database was made by a version before 1.0 and cannot be brought up to date. Move it out of "
            f"the way ({connection.settings_dict['NAME']}), or name another in DATABASE_URL, and start again."
        )
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        print("Bringing the database up to date")
        call_command("migrate", interactive=False, verbosity=0, database=DEFAULT_DB_ALIAS)
    return not executor.loader.applied_migrations


def fingerprint() -> str:
    """Return a hash of everything that the loaded data follow from."""
    digest = hashlib.sha256()
    patterns = ("*/data/**/*", "*/management/commands/load_*.py")
    sources = {file for pattern in patterns for file in settings.BASE_DIR.glob(pattern) if file.is_file()}
    for file in sorted(sources):
        digest.update(str(file.relative_to(settings.BASE_DIR)).encode() + b"\0" + file.read_bytes())
    where = [str(connection.settings_dict[key]) for key in ("ENGINE", "NAME", "HOST", "PORT")]
    digest.update(repr(where).encode())
    digest.update(settings.DEMONSTRATION_PASSWORD.encode())
    return digest.hexdigest()


def load() -> None:
    stamp = settings.DATA_DIR / STAMP
    wanted = fingerprint()
    if stamp.exists() and stamp.read_text() == wanted and get_user_model().objects.exists():
        return
    print("Loading the reference case and the demonstration")
    for loader in LOADERS:
        call_command(loader)
    stamp.write_text(wanted)


def build_walk(*, is_new: bool) -> None:
    """Build the walk through the case of 2022 where it is missing, or made for rows of another shape; from a
    copy of the database where that has no rows yet."""
    from guide.walk import stops  # noqa: PLC0415 - models can be imported only once apps are loaded

    if not stops.count():
        print("Building the walk through the case of 2022")
        call_command("build_walk", verbosity=0, copy=is_new and connection.vendor == "sqlite")


def prepare_seal() -> None:
    """Make the demonstration's own certificate, with which packages for the SWG are sealed."""
    if not Path(settings.SEAL_KEY_FILE).exists():
        from documents import sealing  # noqa: PLC0415 - slow import, once for each demonstration

        print("Making the demonstration's own seal")
        sealing.prepare_demonstration()


def prepare() -> None:
    django.setup()
    is_new = migrate()
    if settings.DEMONSTRATION:
        prepare_seal()
        build_walk(is_new=is_new)
        load()


def main() -> int:
    # Into a pipe, too, each step is said when it begins.
    sys.stdout.reconfigure(line_buffering=True)
    try:
        prepare()
    except CommandError as error:
        print(error, file=sys.stderr)
        return 1
    except ImproperlyConfigured as error:
        print(f"The portal is not configured: {error}", file=sys.stderr)
        return 2
    except OtherDatabase as error:
        print(error, file=sys.stderr)
        return 2
    except (OperationalError, OSError) as error:
        print(f"The portal cannot write its data: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cica_portal.settings")
    sys.exit(main())
