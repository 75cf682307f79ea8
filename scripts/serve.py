"""Run the processes of the Procfile until Ctrl-C, and say where the portal is once it answers."""

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
from pathlib import Path
from types import FrameType

import environ

BASE_DIR = Path(__file__).resolve().parent.parent
SECONDS_TO_ANSWER = 60
SECONDS_TO_STOP = 15
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


def watch(processes: dict[str, subprocess.Popen[bytes]], origin: str) -> str:
    """Announce the portal once it answers; return the name of the first process that ends by itself."""
    announced = False
    under_make = made() and not make_is_interrupted()
    patience = time.monotonic() + SECONDS_TO_ANSWER
    while True:
        for name, process in processes.items():
            if process.poll() is not None:
                return name
        if not announced and (answers(f"{origin}/healthz") or time.monotonic() > patience):
            password = os.environ.get("DEMONSTRATION_PASSWORD")
            print(ACCOUNTS.format(origin=origin, password=password), flush=True)
            announced = True
        if under_make and make_is_interrupted():
            raise Stop
        time.sleep(0.2)


def stop(processes: dict[str, subprocess.Popen[bytes]]) -> None:
    """Ask every process to finish, and after a while end what has not, with its children."""
    for process in processes.values():
        if process.poll() is None:
            process.terminate()
    end = time.monotonic() + SECONDS_TO_STOP
    for process in processes.values():
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(max(0.0, end - time.monotonic()))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


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

    processes: dict[str, subprocess.Popen[bytes]] = {}
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, request_stop)
    try:
        for name, command in commands().items():
            processes[name] = start(command)
        ended = watch(processes, origin)
    except Stop:
        ended = ""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    print("\nStopping", flush=True)
    stop(processes)
    return refuse(f"The portal stopped because its {ended} process ended. See above why.") if ended else 0


if __name__ == "__main__":
    sys.exit(main())
