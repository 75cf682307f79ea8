"""What goes to many is encoded once: the files of a letter, for all recipients of a language (rule 22).

To write the files of a note out as text took half of the work that a message is to the portal.
"""

from collections.abc import Sequence
from email.message import Message
from typing import Any

from django.core.mail import EmailMessage, SafeMIMEMultipart

NEWLINE = "\r\n"
END_OF_HEAD = b"\r\n\r\n"
# The headers that say how the content is written; all others are the recipient's own.
OF_THE_CONTENT = frozenset({"content-type", "content-transfer-encoding", "mime-version"})


class Content:
    """A body with files, as parts and as they are sent. It is shared, and never changed."""

    def __init__(self, body: str, files: Sequence[tuple[str, bytes, str]]) -> None:
        made: Any = EmailMessage(body=body, attachments=list(files)).message()
        for name in {name for name in made if name.lower() not in OF_THE_CONTENT}:
            del made[name]
        self.head, _end, self.sent = made.as_bytes(linesep=NEWLINE).partition(END_OF_HEAD)
        self.boundary = made.get_boundary()
        self.parts = made.get_payload()


class Encoded(EmailMessage):
    """A message with files whose content is encoded for all that get it."""

    def __init__(self, *args: Any, content: Content, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.content = content

    def message(self) -> "_Whole":  # type: ignore[override] # the stubs know the messages of Django 6
        headers = EmailMessage(
            self.subject, from_email=self.from_email, to=self.to, headers=self.extra_headers
        ).message()
        for name in OF_THE_CONTENT:
            del headers[name]
        return _Whole(headers, self.content)


class _Whole(SafeMIMEMultipart):
    def __init__(self, headers: Any, content: Content) -> None:
        super().__init__(boundary=content.boundary)
        self.set_payload(content.parts)
        for name, value in headers.items():
            Message.__setitem__(self, name, value)  # Django has checked and written it, for its own message
        self._head, self._content = headers, content

    def as_bytes(self, unixfrom: bool = False, linesep: Any = "\n") -> bytes:
        if unixfrom or linesep != NEWLINE:
            return super().as_bytes(unixfrom, linesep)
        return b"\r\n".join([self._content.head, self._head.as_bytes(linesep=NEWLINE) + self._content.sent])
