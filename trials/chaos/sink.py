"""A mail server that journals each message it takes before it says so: slow, with the faults of real ones.

It sometimes refuses for the moment (451), and sometimes takes a message and breaks the connection without a
word. One line of the journal is one message accepted, whatever its sender learned of it.
"""

import asyncio
import json
import os
import random
import sys
import threading
from email.parser import BytesHeaderParser
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

REFUSED, DROPPED = 0.03, 0.02
SLOWEST = 0.12


class Sink:
    def __init__(self, journal: Path, seed: int) -> None:
        self.journal = journal.open("a", encoding="utf-8")
        self.chance = random.Random(seed)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        await asyncio.sleep(self.chance.uniform(0, SLOWEST))
        if self.chance.random() < REFUSED:
            return "451 4.3.0 Not at the moment"
        headers = BytesHeaderParser().parsebytes(envelope.content or b"")
        line = {"id": headers["Message-ID"], "note": headers["X-Note-Number"], "to": envelope.rcpt_tos}
        self.journal.write(f"{json.dumps(line)}\n")
        self.journal.flush()
        os.fsync(self.journal.fileno())
        await asyncio.sleep(self.chance.uniform(0, SLOWEST))
        if self.chance.random() < DROPPED and server.transport is not None:
            server.transport.abort()
        return "250 2.0.0 Taken"


def main(port: str, journal: str, seed: str) -> None:
    controller = Controller(Sink(Path(journal), int(seed)), hostname="127.0.0.1", port=int(port))
    controller.start()
    print("ready", flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
