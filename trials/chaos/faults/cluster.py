"""A PostgreSQL of the run's own, whose disk and clock are the run's to harm. Needs initdb of some PostgreSQL.

Begun before Django is set up: its address is the database of the run.
"""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Room for the migrated database and some megabytes of log.
SIZE = "320m"
USER = "postgres"
SECONDS = 60
# Of one megabyte, so that a full disk soon has no room for the next one.
SEGMENT = "--wal-segsize=1"


class CannotBegin(Exception):
    """This machine has no PostgreSQL to start."""


@dataclass
class Cluster:
    """Where it stands, whether that is a small disk of its own, and the process."""

    folder: Path
    programs: Path
    port: int
    is_small: bool
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def address(self) -> str:
        return f"postgres://{USER}@127.0.0.1:{self.port}/postgres"

    def start(self, environment: dict[str, str] | None = None) -> None:
        """Start the server as its supervisor would, and wait until it answers."""
        options = ["-D", str(self.folder / "data"), "-p", str(self.port), "-c", "listen_addresses=127.0.0.1"]
        options += ["-c", f"unix_socket_directories={self.folder}", "-c", "max_connections=60"]
        with (self.folder.parent / "postgresql.log").open("ab") as log:
            self.process = subprocess.Popen(
                [str(self.programs / "postgres"), *options],
                env=os.environ | (environment or {}),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **_as_owner(),
            )
        self.wait()

    def wait(self) -> None:
        """Wait until the server takes questions: it may have to recover first."""
        asked = [str(self.programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        until = time.monotonic() + SECONDS
        while subprocess.run(asked, check=False).returncode != 0:
            if time.monotonic() > until:
                raise RuntimeError("The PostgreSQL of the run does not answer.")
            time.sleep(0.2)

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                self.process.send_signal(signal.SIGINT)
            self.process.wait(SECONDS)


def _as_owner() -> dict[str, Any]:
    """PostgreSQL does not run as root: then it runs as the user that its package made."""
    return {"user": USER, "group": USER} if os.geteuid() == 0 else {}


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    path = shutil.which("initdb")
    if not found and path is None:
        raise CannotBegin("initdb is not installed (Debian: postgresql)")
    return found[-1].parent if found else Path(path or "").parent


@contextlib.contextmanager
def begun() -> Iterator[Cluster]:
    """Make and start a cluster, on a small disk where one can be mounted, and remove it at the end."""
    programs = _programs()
    outer = Path(tempfile.mkdtemp(prefix="portal-cluster-"))
    outer.chmod(0o755)
    folder = outer / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "none", str(folder)]
    is_root = os.geteuid() == 0
    is_small = is_root and subprocess.run(mount, check=False, capture_output=True).returncode == 0
    if is_root:
        owner = pwd.getpwnam(USER)
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        made = Cluster(folder, programs, probe.getsockname()[1], is_small)
    make = [str(programs / "initdb"), "-D", str(folder / "data"), "-U", USER, "-A", "trust", SEGMENT]
    try:
        subprocess.run(make, check=True, capture_output=True, **_as_owner())
        made.start()
        yield made
    finally:
        made.stop()
        if is_small:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)
        shutil.rmtree(outer, ignore_errors=True)
