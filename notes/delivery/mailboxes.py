"""Where reports of delivery come in: a mailbox read over IMAP, or a folder that a server fills (Maildir)."""

import imaplib
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from notes.delivery import reports

TIMEOUT = 30
BATCH = 100
# What the portal has looked at; a letter that is no report stays unread for people.
LOOKED_AT = "PortalLookedAt"

# Takes a message and tells whether it was a report.
Receiver = Callable[[bytes], bool]


class NoMailbox(ValueError):
    """The setting names no mailbox that can be read."""


def read(address: str, receive: Receiver) -> Iterator[bool]:
    """Hand each new message to `receive`, once it is on record mark it; yield what it told."""
    parts = urlsplit(address)
    if parts.scheme in {"imap", "imaps"}:
        yield from _read_imap(address, receive)
    elif parts.scheme == "maildir":
        yield from _read_folder(Path(unquote(parts.path)), receive)
    else:
        raise NoMailbox(f"{parts.scheme}: is neither imaps: nor maildir:")


def _read_folder(folder: Path, receive: Receiver) -> Iterator[bool]:
    for part in ("tmp", "new", "cur"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    for path in sorted((folder / "new").glob("[!.]*"))[:BATCH]:
        with path.open("rb") as file:
            content = file.read(reports.MOST_BYTES + 1)
        yield len(content) <= reports.MOST_BYTES and receive(content)
        path.rename(folder / "cur" / f"{path.name}:2,S")


def _server(parts: SplitResult) -> imaplib.IMAP4:
    """Open the server; by imaps: only one that shows a certificate of an authority known here."""
    host = parts.hostname or ""
    if parts.scheme == "imap":
        return imaplib.IMAP4(host, parts.port or imaplib.IMAP4_PORT, timeout=TIMEOUT)
    port = parts.port or imaplib.IMAP4_SSL_PORT
    return imaplib.IMAP4_SSL(host, port, ssl_context=ssl.create_default_context(), timeout=TIMEOUT)


def _read_imap(address: str, receive: Receiver) -> Iterator[bool]:
    parts = urlsplit(address)
    with _server(parts) as box:
        box.login(unquote(parts.username or ""), unquote(parts.password or ""))
        box.select(unquote(parts.path.strip("/")) or "INBOX")
        wanted = ("UNSEEN", "UNKEYWORD", LOOKED_AT, "SMALLER", str(reports.MOST_BYTES))
        _, found = box.uid("SEARCH", *wanted)
        for uid in (found[0] or b"").split()[:BATCH]:
            _, answer = box.uid("FETCH", uid, "(BODY.PEEK[])")
            content = next((part[1] for part in answer if isinstance(part, tuple)), b"")
            was_report = receive(content)
            box.uid("STORE", uid, "+FLAGS", rf"(\Seen {LOOKED_AT})" if was_report else f"({LOOKED_AT})")
            yield was_report
