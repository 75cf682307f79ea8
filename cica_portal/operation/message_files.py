"""The queue of the embedded default: a folder of messages, each seen only once it is whole.

Kombu's own transport writes a message under the name by which it is found, and the table of an exchange by
emptying it first: a worker that looks in between reads an empty file, and ends. Here both are written aside
and renamed. A file that cannot be read all the same is set aside: a message is only a bell, and the sweep
does what it would have done (rule 17).
"""

import contextlib
import fcntl
import logging
import os
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps, loads

logger = logging.getLogger(__name__)

SCHEME = "files"
TORN = ".torn"


class Channel(filesystem.Channel):
    """A channel of which every file appears and goes away whole."""

    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override] # as in kombu
        name = f"{time.time_ns()}_{uuid.uuid4()}.{queue}.msg"
        try:
            _write(Path(self.data_folder_out, name), dumps(payload))
        except OSError as error:
            raise ChannelError(f"Cannot add {name} to the queue") from error

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        """Take the oldest message of `queue`. Whoever deletes its file has it, however many look."""
        for path in self._messages(queue):
            try:
                payload = loads(path.read_text(encoding="utf-8"))
            except OSError:  # taken by another worker, or not ours to read
                continue
            except ValueError:
                payload = None
            if not isinstance(payload, dict):
                logger.warning("Set aside a message that cannot be read: %s", path.name)
                with contextlib.suppress(OSError):
                    path.rename(path.with_name(path.name + TORN))
                continue
            with contextlib.suppress(FileNotFoundError):
                path.unlink()
                return payload
        raise Empty

    def _messages(self, queue: str) -> list[Path]:
        names = sorted(
            name for name in os.listdir(self.data_folder_in) if name.partition(".")[2] == f"{queue}.msg"
        )
        return [Path(self.data_folder_in, name) for name in names]

    def get_table(self, exchange: str) -> list[filesystem.exchange_queue_t]:
        try:
            rows = loads(self._exchange_file(exchange).read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return []  # none yet, or torn by an earlier version: each worker binds anew as it starts
        return [filesystem.exchange_queue_t(*row) for row in rows]

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        bound = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
        with self._changing(exchange) as rows:
            if bound not in rows:
                rows.insert(0, bound)

    def _delete(
        self, queue: str, exchange: str, routing_key: str, pattern: str, *args: Any, **kwargs: Any
    ) -> None:
        self._purge(queue)
        bound = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
        with self._changing(exchange) as rows:
            if bound in rows:
                rows.remove(bound)

    @contextlib.contextmanager
    def _changing(self, exchange: str) -> Iterator[list[filesystem.exchange_queue_t]]:
        """Read the table of an exchange, and write it if it was changed, while no other process does."""
        file = self._exchange_file(exchange)
        file.parent.mkdir(parents=True, exist_ok=True)
        with open(file.with_name(f"{file.name}.lock"), "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            rows = self.get_table(exchange)
            before = list(rows)
            yield rows
            if rows != before:
                _write(file, dumps(rows))


class Transport(filesystem.Transport):
    Channel = Channel


def _write(path: Path, text: str) -> None:
    """Write a file under a name by which nobody looks for it, and then give it its own."""
    aside = path.with_name(f".{path.name}.{uuid.uuid4()}")
    aside.write_text(text, encoding="utf-8")
    os.replace(aside, path)


def register() -> None:
    """Let addresses of brokers that begin with `files://` mean this queue."""
    TRANSPORT_ALIASES[SCHEME] = f"{__name__}:Transport"
