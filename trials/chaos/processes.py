"""The processes of a run: started as in production, each in a group of its own, killed without a warning."""

import contextlib
import datetime as dt
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from tests.ports import free_port

CELERY = [
    sys.executable,
    "-W",
    "ignore:You're running the worker",
    "-m",
    "celery",
    "--quiet",
    "-A",
    "cica_portal",
]
WORKER = ["worker", "--loglevel", "error", "--without-gossip", "--without-mingle", "--queues"]
COMMANDS = {
    "worker": [*CELERY, *WORKER, "default,notes", "--concurrency", "2", "--hostname", "worker@%h"],
    "renderer": [*CELERY, *WORKER, "render", "--concurrency", "1", "--hostname", "renderer@%h"],
    "beat": [*CELERY, "beat", "--loglevel", "error"],
}
# Without Redis one worker does all, with beat inside.
ALONE = {
    "worker": [*CELERY, *WORKER, "default,notes,render", "--concurrency", "2", "--hostname", "worker@%h"]
}


@dataclass
class Processes:
    """Worker, renderer and beat, by name, or a worker alone; `environment` is what they share."""

    folder: Path
    environment: Mapping[str, str]
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def commands(self) -> Mapping[str, list[str]]:
        return COMMANDS if self.environment["REDIS_URL"] else ALONE

    def start(self, name: str, at: dt.datetime) -> None:
        """Start a process whose clock says `at`."""
        command = self.commands[name]
        if name == "beat":
            command = [*command, "--schedule", str(self.folder / "beat"), "--pidfile", ""]
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                command,
                cwd=settings.BASE_DIR,
                env=os.environ | dict(self.environment) | {"PORTAL_CLOCK": at.isoformat()},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self, name: str) -> None:
        """End a process and its children as the loss of power would."""
        process = self.running.pop(name)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)

    def kill_all(self) -> None:
        for name in list(self.running):
            self.kill(name)


@contextlib.contextmanager
def sink(journal: Path, seed: int) -> Iterator[int]:
    """Run the mail server and yield its port."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "trials.chaos.sink", str(port), str(journal), str(seed)],
        cwd=settings.BASE_DIR,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
    )
    try:
        if process.stdout is None or process.stdout.readline().strip() != b"ready":
            raise RuntimeError("The mail sink did not start.")
        yield port
    finally:
        process.terminate()
        process.wait(10)


@contextlib.contextmanager
def redis_server(folder: Path) -> Iterator[str]:
    """Run a Redis of the run's own and yield its address."""
    port = free_port()
    process = subprocess.Popen(
        ["redis-server", "--port", str(port), "--dir", str(folder), "--save", "", "--bind", "127.0.0.1"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_for_redis(f"redis://127.0.0.1:{port}/0")
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait(10)


def wait_for_redis(address: str) -> None:
    import redis  # noqa: PLC0415 - only where there is a server

    for _ in range(100):
        with contextlib.suppress(redis.ConnectionError):
            if redis.from_url(address).ping():
                return
        time.sleep(0.1)
    raise RuntimeError("Redis did not answer.")


def flush(address: str) -> None:
    """Empty the queue as a careless hand would."""
    import redis  # noqa: PLC0415 - only where there is a server

    redis.from_url(address).flushdb()
