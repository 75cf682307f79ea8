"""`make run` goes on: a process that dies is started again; one that keeps dying stops the portal."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings

# A process that writes its number down and sleeps; a child of it sleeps as well, as workers' children do.
LIVING = '{python} -c \'import os, pathlib, subprocess, time; subprocess.Popen(["sleep", "600"]); ' + (
    'pathlib.Path("var/{name}").open("a").write(str(os.getpid()) + chr(10)); time.sleep(600)\''
)


@pytest.fixture
def serve(tmp_path) -> Iterator[Callable[..., subprocess.Popen]]:
    """Return a function that serves a Procfile of the test's own, in a folder of its own."""
    (tmp_path / "scripts").mkdir()
    (tmp_path / "var").mkdir()
    shutil.copy(Path(settings.BASE_DIR, "scripts", "serve.py"), tmp_path / "scripts")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    started = []

    def run(**lines: str) -> subprocess.Popen:
        (tmp_path / "Procfile").write_text("".join(f"{name}: {line}\n" for name, line in lines.items()))
        started.append(
            subprocess.Popen(
                [sys.executable, "scripts/serve.py"],
                cwd=tmp_path,
                env=os.environ | {"PORT": str(port)},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
        )
        return started[-1]

    yield run
    for process in started:
        if process.poll() is None:
            process.kill()
            process.wait()


def living(name: str) -> str:
    return LIVING.format(python=sys.executable, name=name)


def numbers(tmp_path: Path, name: str, count: int) -> list[int]:
    """Wait until a process was started so often; return its numbers."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        file = tmp_path / "var" / name
        found = file.read_text().split() if file.exists() else []
        if len(found) >= count:
            return [int(number) for number in found]
        time.sleep(0.05)
    raise AssertionError(f"{name} was not started {count} times")


def is_alive(group: int) -> bool:
    """Tell whether anything of the group runs; what was killed is a zombie until somebody asks for it."""
    for file in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, _parent, leader = file.read_text().rpartition(")")[2].split()[:3]
            if int(leader) == group and state != "Z":
                return True
    return False


def test_a_process_that_is_killed_starts_again_and_the_others_stay(serve, tmp_path):
    supervisor = serve(web=living("web"), worker=living("worker"))
    web, [first] = numbers(tmp_path, "web", 1), numbers(tmp_path, "worker", 1)
    os.kill(first, signal.SIGKILL)
    [_, second] = numbers(tmp_path, "worker", 2)

    assert not is_alive(first)  # nor is the child that outlived it
    assert supervisor.poll() is None
    supervisor.send_signal(signal.SIGINT)
    said, _ = supervisor.communicate(timeout=60)
    assert "The worker process ended by signal 9 and starts again." in said
    assert (supervisor.returncode, numbers(tmp_path, "web", 1)) == (0, web)
    assert not is_alive(second) and not is_alive(web[0])


def test_a_process_that_keeps_dying_stops_the_portal_with_the_reason(serve, tmp_path):
    dying = f"{sys.executable} -c 'import sys; print(\"no such table\", flush=True); sys.exit(3)'"
    supervisor = serve(web=living("web"), worker=dying)
    said, _ = supervisor.communicate(timeout=120)

    assert supervisor.returncode == 1
    assert said.count("no such table") == 5
    assert said.count("The worker process ended with code 3 and starts again.") == 4
    assert "because its worker process ended 5 times within a minute, the last time with code 3." in said
    assert not is_alive(numbers(tmp_path, "web", 1)[0])


def test_deaths_that_lie_far_apart_are_forgiven(monkeypatch):
    """Over weeks a worker may die more often than five times."""
    monkeypatch.syspath_prepend(str(Path(settings.BASE_DIR, "scripts")))
    import serve as script  # noqa: PLC0415 - a script, importable in this test alone

    monkeypatch.setattr(script, "SECONDS_OF_PAUSE", 0.0)
    monkeypatch.setattr(script, "SECONDS_OF_DEATHS", 0.0)
    process = script.Process("worker", "true", script.start("true"))
    deaths = 0
    while deaths < script.DEATHS + 2:
        assert process.tend()
        if process.starts_at is not None:
            deaths += 1
            assert process.tend()
        time.sleep(0.01)
    process.running.wait()
