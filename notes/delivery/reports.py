"""What a mail server reports of a message (RFC 3464), read from the report as it came, trusted in nothing."""

import email
import re
from dataclasses import dataclass
from email.message import Message

from notes.enums import ReportAction

# A report gives back the message that it is about, files and all.
MOST_BYTES = 10 * 1024 * 1024
MOST_RECIPIENTS = 50
MOST_WORDS = 500
TOKEN = re.compile(r"\+([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@", re.IGNORECASE)
WORD_OF_MESSAGE = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
STATUS = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")
RETURNED_TO = ("Delivered-To", "X-Original-To", "Envelope-To", "To")


@dataclass(frozen=True, slots=True)
class Report:
    """What became of one message to one recipient, in the words of the server that reports."""

    action: ReportAction
    status: str
    recipients: tuple[str, ...]
    diagnostic: str
    message_id: str
    token: str

    @property
    def reason(self) -> str:
        return " ".join(filter(None, [self.status, self.diagnostic]))


def read(content: bytes) -> list[Report]:
    """Return what the message reports, a recipient each; nothing if it is no report of delivery.

    An automatic reply ("I am away"), a receipt of reading and a person's letter report nothing.
    """
    # By the policy that takes fields for mere text: the other one parses them, and a hostile one stops it.
    message = email.message_from_bytes(content)
    if message.get_content_type() != "multipart/report":
        return []
    if str(message.get_param("report-type", "")).casefold() != "delivery-status":
        return []
    parts = _parts(message)
    original = next(filter(None, map(_original_id, parts)), "")
    token = _token(message)
    found = []
    for part in parts:
        if part.get_content_type() == "message/delivery-status":
            # A recipient each; the first group is about the message as a whole.
            of_recipients = (fields for fields in _parts(part)[1:] if fields["Action"])
            found += [_report(fields, original, token) for fields in of_recipients]
    return [report for report in found if report is not None][:MOST_RECIPIENTS]


def _parts(message: Message) -> list[Message]:
    payload = message.get_payload()
    return [part for part in payload if isinstance(part, Message)] if isinstance(payload, list) else []


def _report(fields: Message, original: str, token: str) -> Report | None:
    word = printable(fields["Action"]).casefold()
    if word not in ReportAction.values:
        return None  # relayed or expanded: another server has it now, and nothing is decided
    status = STATUS.search(printable(fields["Status"]))
    return Report(
        action=ReportAction(word),
        status=status[0] if status else "",
        recipients=tuple(
            address
            for name in ("Original-Recipient", "Final-Recipient")
            if (address := _address(printable(fields[name])))
        ),
        diagnostic=printable(fields["Diagnostic-Code"]).partition(";")[2].strip()[:MOST_WORDS],
        message_id=original,
        token=token,
    )


def printable(value: object) -> str:
    """Return a field as one line of printable text."""
    text = " ".join(str(value or "").split())
    return "".join(letter for letter in text if letter.isprintable())


def _address(value: str) -> str:
    """Return the address of "rfc822; kz@example.org"."""
    return value.partition(";")[2].strip().strip("<>")[:254]


def _original_id(part: Message) -> str:
    """Return the Message-ID of the message that came back, whole or as its headers."""
    kind = part.get_content_type()
    if kind == "message/rfc822":
        returned = next(iter(_parts(part)), None)
    elif kind == "text/rfc822-headers":
        raw = part.get_payload(decode=True) or b""
        returned = email.message_from_bytes(raw)
    else:
        return ""
    return printable(returned["Message-ID"])[:200] if returned is not None else ""


def _token(message: Message) -> str:
    """Return what tells our messages apart in the address that a report is returned to."""
    for name in RETURNED_TO:
        for value in message.get_all(name, []):
            if match := TOKEN.search(str(value)):
                return match[1].lower()
    return ""
