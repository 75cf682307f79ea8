"""Reports of delivery as mail servers write them (RFC 3464)."""

from notes.models import Dispatch

WAYS = {
    "failed": ("5.1.1", "smtp; 550 5.1.1 no such user"),
    "delayed": ("4.4.1", "smtp; connection timed out"),
    "delivered": ("2.0.0", "smtp; 250 2.0.0 accepted"),
    "relayed": ("2.0.0", "smtp; 250 2.0.0 relayed"),
}


def report(
    dispatch: Dispatch | None = None,
    *,
    action: str = "failed",
    recipient: str | None = None,
    message_id: str | None = None,
    to: str = "bounces@portal.example.org",
    original: str = "text/rfc822-headers",
) -> bytes:
    """Return a report on the message of `dispatch`, or on the one with this id to this recipient."""
    code, diagnostic = WAYS[action]
    recipient = recipient if recipient is not None else dispatch.address
    message_id = message_id if message_id is not None else dispatch.message_id
    returned = (
        f"Message-ID: {message_id}\nSubject: Note verbale\n" if message_id else "Subject: Note verbale\n"
    )
    if original == "message/rfc822":
        returned += "\nThe text of the note.\n"
    lines = f"""\
From: MAILER-DAEMON@mx.example.org (Mail Delivery System)
To: {to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=part="

--=part=
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--=part=
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org
Arrival-Date: Thu, 26 May 2022 09:00:00 +0600

Final-Recipient: rfc822; {recipient}
Original-Recipient: rfc822;{recipient}
Action: {action}
Status: {code}
Diagnostic-Code: {diagnostic}

--=part=
Content-Type: {original}

{returned}
--=part=--
"""
    return lines.encode()
