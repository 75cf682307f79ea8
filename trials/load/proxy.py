"""One address before several web servers: Caddy, as in the composition, that gives each the next request."""

import contextlib
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.ports import free_port

COMMAND = "caddy"
CONFIGURATION = """{{
	admin off
	auto_https off
	log {{
		level ERROR
	}}
}}
http://127.0.0.1:{port} {{
	bind 127.0.0.1
	reverse_proxy {servers} {{
		lb_policy round_robin
	}}
}}
"""


@contextlib.contextmanager
def round_robin(ports: Sequence[int], folder: Path) -> Iterator[int]:
    """Run a proxy before the servers at these ports and yield its own port."""
    port, file, log = free_port(), folder / "Caddyfile", folder / "proxy.log"
    servers = " ".join(f"127.0.0.1:{one}" for one in ports)
    file.write_text(CONFIGURATION.format(port=port, servers=servers), encoding="utf-8")
    with log.open("wb") as said:
        process = subprocess.Popen(
            [COMMAND, "run", "--config", str(file), "--adapter", "caddyfile"],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
        )
    try:
        _wait(process, port, log)
        yield port
    finally:
        process.terminate()
        process.wait(15)


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise RuntimeError(f"The proxy ended before it answered: {log.read_text(encoding='utf-8')}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise RuntimeError("The proxy did not answer in time.")
