"""What mail says: whole texts in the recipient's language, composed as it leaves (rules 19, 22)."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import format_datetime, formataddr, parseaddr
from functools import cache, cached_property
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.module_loading import autodiscover_modules

from cica_portal import organization, spaces
from members.mailing import rows
from members.mailing.encoded import Content, Encoded
from members.models import Outgoing, PersonalMail

Attachment = tuple[str, bytes, str]
# A server that refuses a message may quote a link of it, which opens an account to whoever reads it.
LINK = re.compile(r"\S*/\S*")
# Where a provider that gives messages ids of its own takes along the word of ours, and gives it back.
WORD_HEADERS = {"postmark": "X-PM-Metadata-message"}


@dataclass(frozen=True)
class Letter:
    """The words and files of a message, without its recipient."""

    subject: str
    body: str
    files: tuple[Attachment, ...] = ()

    @cached_property
    def content(self) -> Content:
        return Content(self.body, self.files)


def render(stem: str, context: dict[str, Any], *, mark: str = ".") -> Letter:
    """Return the letter of two templates; `mark` is "_" where they are named as the accounts library does.

    The subject is one line and has ordinary spaces; in the body no line ends within a date.
    """
    subject = render_to_string(f"{stem}{mark}subject.txt", context)
    body = render_to_string(f"{stem}.txt" if mark == "." else f"{stem}{mark}message.txt", context)
    return Letter(" ".join(subject.split()), spaces.shown(body.strip()) + "\n")


def message(row: Outgoing, letter: Letter, *, at: dt.datetime, **headers: str) -> EmailMessage:
    """Return the message to one recipient."""
    given: dict[str, Any] = {
        "subject": letter.subject,
        "body": letter.body,
        "from_email": returned_to(row),
        "to": [row.address],
        "attachments": list(letter.files),
        "headers": {
            "From": sender(row.language),
            "Content-Language": row.language,
            "Message-ID": row.message_id,
            "Date": format_datetime(at),
            "Auto-Submitted": "auto-generated",
            **_word(row),
            **headers,
        },
    }
    return Encoded(content=letter.content, **given) if letter.files else EmailMessage(**given)


def _word(row: Outgoing) -> dict[str, str]:
    """Return the header by which the provider of mail takes along the word of a message, if it needs one."""
    name = WORD_HEADERS.get(settings.MAIL_PROVIDER)
    return {name: row.word} if name else {}


def returned_to(row: Outgoing) -> str:
    """Return the sender of the envelope, to which servers return what they cannot deliver.

    It carries the message's own word, so that a bounce is known that gives back nothing of the message.
    """
    local, at, domain = settings.BOUNCE_ADDRESS.rpartition("@")
    return f"{local}+{row.word}@{domain}" if at else settings.DEFAULT_FROM_EMAIL


def sender(language: str) -> str:
    """Return who a message is from: the address of the settings, by its own name or the Secretariat's."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((name or organization.name("secretariat_short", language), address))


def without_links(reason: str) -> str:
    """Return why a message was refused, without what may be a link."""
    return LINK.sub("…", reason)


# Personal mail ---------------------------------------------------------------------------------------
Composer = Callable[[PersonalMail, dt.datetime], Letter | None]

_composers: dict[str, Composer] = {}
_subjects: dict[str, Any] = {}
_waits: dict[str, Callable[[PersonalMail], bool]] = {}


def writes(*kinds: str) -> Callable[[Composer], Composer]:
    """Register a function as what composes mail of these kinds: each app its own, in `personal_letters`."""

    def register(composer: Composer) -> Composer:
        _composers.update(dict.fromkeys(map(str, kinds), composer))
        return composer

    return register


def names(subjects: Mapping[str, Any]) -> None:
    """Say what staff read of mail of these kinds that did not arrive. Of a kind that no app names they read
    nothing: it would tell that a State is at work (rule 4)."""
    _subjects.update({str(kind): subject for kind, subject in subjects.items()})


def subjects() -> Mapping[str, Any]:
    """Return by kind of mail what it is about, as staff read it."""
    _discover()
    return _subjects


def waits(*kinds: str) -> Callable[[Callable[[PersonalMail], bool]], Callable[[PersonalMail], bool]]:
    """Register a function as what tells whether mail of these kinds waits for a file that is being made."""

    def register(waiting: Callable[[PersonalMail], bool]) -> Callable[[PersonalMail], bool]:
        _waits.update(dict.fromkeys(map(str, kinds), waiting))
        return waiting

    return register


def is_ready(mail: PersonalMail) -> bool:
    _discover()
    waiting = _waits.get(mail.kind)
    return waiting is None or not waiting(mail)


def compose(mail: PersonalMail, at: dt.datetime) -> Letter | None:
    """Return the letter in the recipient's language; nothing where it must not leave any more."""
    _discover()
    if not rows.is_meant_for(mail):
        return None
    with translation.override(mail.language):
        return _composers[mail.kind](mail, at)


@cache  # imports, once
def _discover() -> None:
    autodiscover_modules("personal_letters")
