"""A backup is made and restored into a database of its own, where the copy is whole and silent."""

import subprocess
from urllib.parse import urlsplit, urlunsplit

from trials.rehearsal.house import Failed, House

SILENT = "this is a restored copy"


def restore(made: House) -> None:
    """Back up and restore as the documents say; the backup compares itself, and the copy does nothing."""
    owner = urlsplit(made.owner_url)
    name = owner.path.removeprefix("/")
    made.script(
        "production/backup",
        PGHOST=owner.hostname or "",
        PGPORT=str(owner.port),
        PGUSER=owner.username or "",
        PGPASSWORD=owner.password or "",
        PGDATABASE=name,
        BACKUPS=str(made.folder / "backups"),
        FILES=str(made.project / "var"),
    )
    backups = list((made.folder / "backups").iterdir())
    if [one.suffix for one in backups] != [""]:
        raise Failed(f"The backup is not complete: {backups}")
    copy = f"{name}_copy"
    _as_owner(made, f"CREATE DATABASE {copy}")
    try:
        dump = str(backups[0] / "portal.dump")
        made.script("pg_restore", "--dbname", _named(made.owner_url, copy), "--exit-on-error", dump)
        # The heads as they were backed up: the portal that goes on keeps others meanwhile.
        heads = backups[0] / "audit.tar"
        subprocess.run(["tar", "--extract", "--file", heads, "--directory", made.folder], check=True)
        there = {
            "DATABASE_URL": _named(made.environment["DATABASE_URL"], copy),
            "AUDIT_HEAD_FILE": str(made.folder / "audit" / "head.log"),
        }
        made.manage("verify_audit", **there)
        swept = made.manage("sweep", **there)
        if SILENT not in swept:
            raise Failed(f"The copy is not silent:\n{swept}")
    finally:
        _as_owner(made, f"DROP DATABASE IF EXISTS {copy} WITH (FORCE)")


def _named(url: str, database: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


def _as_owner(made: House, statement: str) -> None:
    psql = ["psql", "--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--dbname", made.owner_url]
    subprocess.run([*psql, "--command", statement], check=True)
