"""One process at the queue of a test: it writes messages, or takes them until it is told to stop.

python -m tests.cica_portal.queue_process put|take FOLDER NAME COUNT
"""

import sys
import time
from pathlib import Path

from kombu import Connection

from cica_portal.operation import message_files


def connection(folder: Path) -> Connection:
    message_files.register()
    folders = {name: str(folder / "messages") for name in ("data_folder_in", "data_folder_out")}
    return Connection(
        "files://localhost", transport_options=folders | {"control_folder": str(folder / "control")}
    )


def put(folder: Path, name: str, number: int) -> None:
    with connection(folder) as opened:
        queue = opened.SimpleQueue("work")
        for each in range(number):
            queue.put(f"{name}-{each}-{'x' * 5000}")


def take(folder: Path, name: str, number: int) -> None:
    """Take until so many of all processes were taken, each written down in a file of its own."""
    taken = folder / "taken"
    with connection(folder) as opened:
        queue = opened.SimpleQueue("work")
        end = time.monotonic() + 120
        while len(list(taken.iterdir())) < number and time.monotonic() < end:
            try:
                message = queue.get(timeout=0.2)
            except queue.Empty:
                continue
            word = message.payload.rpartition("-")[0]
            (taken / f"{word}.{name}").touch()
            message.ack()


if __name__ == "__main__":
    act, where, who, how_many = sys.argv[1:]
    {"put": put, "take": take}[act](Path(where), who, int(how_many))
