"""Run the processes of the Procfile until Ctrl-C, and say where the portal is once it answers.

A process that ends is started again; only one that keeps ending stops the portal.
"""

import contextlib
import ctypes
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

import environ

BASE_DIR = Path(__file__).resolve().parent.parent
SECONDS_TO_ANSWER = 60
SECONDS_TO_STOP = 15
# A process that ended starts again after this pause; one that ends so often in so many seconds is given up.
SECONDS_OF_PAUSE = 2.0
DEATHS, SECONDS_OF_DEATHS = 5, 60.0
PR_SET_PDEATHSIG = 1

ACCOUNTS = """
  The portal answers at {origin}   (Ctrl-C stops it)

  Accounts     officer, signatory, coordinator
               and for each Member State, by its two letters:
               kz.contact, kz.deputy, kz.drafter, kz.reader
  Password     {password}
"""


class Stop(Exception):
    """Somebody asked the portal to stop."""


def request_stop(signum: int, frame: FrameType | None) -> None:
    raise Stop


def end_with_parent() -> None:
    """Have the kernel stop this process if the supervisor dies without a chance to do it itself."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def made() -> bool:
    """Tell whether `make` started this process and waits for it."""
    try:
        return Path(f"/proc/{os.getppid()}/comm").read_text().strip() in {"make", "gmake"}
    except OSError:
        return False


def make_is_interrupted() -> bool:
    """Tell whether `make` got an interrupt: sent to it alone, it waits for us and does not pass it on."""
    for line in Path(f"/proc/{os.getppid()}/status").read_text().splitlines():
        if line.startswith("SigCgt:"):
            return not int(line.split()[1], 16) >> (signal.SIGINT - 1) & 1
    return False


def commands() -> dict[str, str]:
    lines = (BASE_DIR / "Procfile").read_text(encoding="utf-8").splitlines()
    pairs = (line.partition(":") for line in lines if line.strip())
    return {name.strip(): command.strip() for name, _, command in pairs}


def start(command: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        ["/bin/sh", "-c", f"exec {command}"],
        cwd=BASE_DIR,
        stdin=subprocess.DEVNULL,
        start_new_session=True,  # so that Ctrl-C reaches the supervisor alone, which stops them in order
        preexec_fn=end_with_parent,
    )


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


@dataclass
class Process:
    """One line of the Procfile: what runs of it now, and when what ran before ended."""

    name: str
    command: str
    running: subprocess.Popen[bytes]
    deaths: list[float] = field(default_factory=list)
    starts_at: float | None = None

    def tend(self) -> bool:
        """Start the process again if it ended by itself; tell whether there is still hope for it."""
        now = time.monotonic()
        if self.starts_at is not None:
            if now >= self.starts_at:
                self.running, self.starts_at = start(self.command), None
            return True
        code = self.running.poll()
        if code is None:
            return True
        end_group(self.running)  # children that outlived it hold its port and its files
        self.deaths = [death for death in self.deaths if now - death < SECONDS_OF_DEATHS] + [now]
        if len(self.deaths) >= DEATHS:
            return False
        self.starts_at = now + SECONDS_OF_PAUSE
        print(
            f"The {self.name} process ended {how(code)} and starts again. See above why.",
            file=sys.stderr,
            flush=True,
        )
        return True


def how(code: int) -> str:
    return f"with code {code}" if code >= 0 else f"by signal {-code}"


def end_group(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def watch(processes: list[Process], origin: str) -> Process:
    """Announce the portal once it answers, and keep it running; return the process that cannot be kept."""
    announced = False
    under_make = made() and not make_is_interrupted()
    patience = time.monotonic() + SECONDS_TO_ANSWER
    while True:
        for process in processes:
            if not process.tend():
                return process
        if not announced and (answers(f"{origin}/healthz") or time.monotonic() > patience):
            password = os.environ.get("DEMONSTRATION_PASSWORD")
            print(ACCOUNTS.format(origin=origin, password=password), flush=True)
            announced = True
        if under_make and make_is_interrupted():
            raise Stop
        time.sleep(0.2)


def stop(processes: list[Process]) -> None:
    """Ask every process to finish, and after a while end what has not, with its children."""
    running = [process.running for process in processes]
    for process in running:
        if process.poll() is None:
            process.terminate()
    end = time.monotonic() + SECONDS_TO_STOP
    for process in running:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(max(0.0, end - time.monotonic()))
        end_group(process)


def refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


def main() -> int:
    environ.Env.read_env(BASE_DIR / ".env")
    port = os.environ.setdefault("PORT", "8000")
    origin = f"http://127.0.0.1:{port}"
    os.environ.setdefault("PORTAL_ORIGIN", origin)

    if made():
        end_with_parent()

    (BASE_DIR / "var").mkdir(exist_ok=True)
    lock = open(BASE_DIR / "var" / "serve.lock", "w")  # noqa: SIM115 - held for as long as the portal runs
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return refuse("The portal already runs from this folder. Stop that one first.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(port)))
        except (OSError, OverflowError, ValueError):
            return refuse(f"Port {port} is taken, or no port. Choose another one: make run PORT=8001")

    processes: list[Process] = []
    lost: Process | None = None
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, request_stop)
    try:
        for name, command in commands().items():
            processes.append(Process(name, command, start(command)))
        lost = watch(processes, origin)
    except Stop:
        pass
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    print("\nStopping", flush=True)
    stop(processes)
    if lost is None:
        return 0
    return refuse(
        f"The portal stopped because its {lost.name} process ended {DEATHS} times within a minute, the last "
        f"time {how(lost.running.returncode)}. See above why."
    )


if __name__ == "__main__":
    sys.exit(main())
