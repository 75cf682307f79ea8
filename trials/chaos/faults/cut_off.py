"""Requests cut off at the deadline, outside the portal: a line breaks in the middle, or stands still."""

import http.client
import socket
import struct
import threading
import time
from collections.abc import Iterator
from urllib.parse import urlencode

from cica_portal import clock
from comments.models import DraftComment, Response
from trials.benchmarks.servers import running
from trials.chaos.faults.found import PORTAL, Found, Ground, close, close_in, open_pages
from trials.load.delegates import CLOSED, Delegate
from trials.load.last_seconds import judged

EACH = 9
# Closed politely; broken; the rest comes after the deadline.
HARMS = ("closed", "broken", "late")


def attempt(ground: Ground) -> Iterator[Found]:
    consultation, crowd = ground.round(EACH)
    found = Found("requests cut off at the deadline", tried=len(crowd))
    drafted = DraftComment.objects.filter(consultation=consultation).count()
    with running(*PORTAL, ground.environment) as server:
        open_pages(crowd, server.port)
        closes_at = close_in(consultation, 3)
        time.sleep(max((closes_at - clock.database_now()).total_seconds() - 1, 0))
        threads = [
            threading.Thread(target=_send_half, args=(one, HARMS[number % 3], closes_at.timestamp()))
            for number, one in enumerate(crowd)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        cut = [one for number, one in enumerate(crowd) if HARMS[number % 3] != "late"]
        stored = Response.objects.filter(consultation=consultation)
        if wrong := stored.filter(member_state__in=[one.user.member_state for one in cut]):
            found.lost.append(f"of half a request {wrong.count()} answers are stored")
        for delegate in cut:  # as the browser offers: the page is there still, and its key is the same
            delegate.press()
    if any(one.status != CLOSED for one in crowd):
        found.lost.append(f"answered {[one.status for one in crowd]}")
    if DraftComment.objects.filter(consultation=consultation).count() != drafted:
        found.lost.append("drafts are gone")
    close(consultation)
    found.lost += judged(crowd, consultation)
    found.seen = (
        f"of {len(cut)} halves nothing is recorded, drafts stay; pressed again, and {len(crowd) - len(cut)}"
        " that came whole too late: kept as late, each told so"
    )
    yield found


def _send_half(delegate: Delegate, harm: str, deadline: float) -> None:
    """Send the head of a request and half its body in time; then do harm to the line."""
    body = urlencode(delegate.fields).encode()
    cookies = "; ".join(f"{name}={value}" for name, value in delegate.cookies.items())
    head = (
        f"POST {delegate.path} HTTP/1.1\r\nHost: 127.0.0.1:{delegate.port}\r\nCookie: {cookies}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        "Connection: close\r\n\r\n"
    )
    line = socket.create_connection(("127.0.0.1", delegate.port), timeout=60)
    line.sendall(head.encode() + body[: len(body) // 2])
    time.sleep(0.3)
    if harm == "broken":
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    if harm == "late":
        time.sleep(max(deadline + 0.5 - clock.database_now().timestamp(), 0))
        line.sendall(body[len(body) // 2 :])
        delegate.sent_at = clock.now()
        answer = http.client.HTTPResponse(line)
        answer.begin()
        delegate.status, delegate.page = answer.status, answer.read().decode()
    line.close()
