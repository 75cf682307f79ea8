"""The virus scanner behind the gate: clamd, asked over its socket, where one is configured."""

import socket
import struct

from django.conf import settings

from cica_portal.uploads.refusals import Refused

CHUNK = 64 * 1024
SECONDS = 30


def scan(content: bytes) -> bool:
    """Tell whether the content was checked; raise Refused("infected") where the scanner finds something.

    Without a scanner nothing is checked, and pages say so. With one that does not answer, nothing gets in.
    """
    if not settings.CLAMD_SOCKET:
        return False
    try:
        with _connected(settings.CLAMD_SOCKET) as line:
            line.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), CHUNK):
                chunk = content[start : start + CHUNK]
                line.sendall(struct.pack(">I", len(chunk)) + chunk)
            line.sendall(struct.pack(">I", 0))
            verdict = _answer(line)
    except OSError as error:
        raise Refused("scanner_silent") from error
    if verdict.endswith("FOUND"):
        raise Refused("infected", found=verdict.removeprefix("stream:").removesuffix("FOUND").strip())
    if not verdict.endswith("OK"):
        raise Refused("scanner_silent")
    return True


def _connected(address: str) -> socket.socket:
    """Connect to a path, or to host:port."""
    if address.startswith("/"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(SECONDS)
        try:
            line.connect(address)
        except OSError:
            line.close()
            raise
        return line
    host, _colon, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=SECONDS)


def _answer(line: socket.socket) -> str:
    received = b""
    while not received.endswith(b"\0"):
        part = line.recv(4096)
        if not part:
            break
        received += part
    return received.rstrip(b"\0\n").decode(errors="replace")
