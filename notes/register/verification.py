"""The small code on a note's page: drawn by lot at issue, so that whoever holds the paper can ask whether the
note is genuine, and nobody can guess what was issued."""

import hmac
import secrets
from enum import StrEnum
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from notes.enums import NoteStatus
from notes.models import VerbalNote
from notes.register import numbers

# Crockford's alphabet: no letter that is taken for a digit or another letter.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16
MISREAD = str.maketrans("OIL", "011")


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def spelt(code: str) -> str:
    """Return the code in groups of four, as it is printed."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def normalised(typed: str) -> str:
    """Return the code that was meant, whatever case, spaces and look-alikes were typed."""
    letters = typed.upper().translate(MISREAD)
    return "".join(letter for letter in letters if letter in ALPHABET)


def address() -> str:
    """Return the address of the page that checks notes; nothing where no origin is configured."""
    origin = settings.PORTAL_ORIGIN.rstrip("/")
    return f"{origin}{reverse('notes:note-check')}" if origin else ""


def link(note: VerbalNote) -> str:
    """Return the address that checks this very note."""
    query = urlencode({"number": note.number, "code": note.check_code})
    return f"{address()}?{query}" if address() else ""


class Verdict(StrEnum):
    GENUINE = "genuine"
    VOID = "void"  # genuine, and annulled by another note since
    NOT_SENT = "not_sent"  # genuine, and void: nobody was sent it
    REPLACED = "replaced"  # genuine, and replaced by another note since
    UNKNOWN = "unknown"


def verdict(number: str, typed: str) -> Verdict:
    """Say whether a note with this number, in any printed form, was issued under this code, and stands."""
    code = normalised(typed)
    issued = VerbalNote.objects.with_void().filter(
        numbers.matching(numbers.normalised(number)), status=NoteStatus.ISSUED
    )
    # Something is always compared: the answer takes as long whether the number exists or not.
    kept = list(issued.values_list("check_code", "number", "void_by", "replaced_by")[:10])
    genuine = [
        (own, void, replaced)
        for one, own, void, replaced in kept or [(None, None, None, None)]
        if hmac.compare_digest(code.encode(), (one or "-").encode())
    ]
    if not genuine:
        return Verdict.UNKNOWN
    if any(replaced for _own, _void, replaced in genuine):
        return Verdict.REPLACED
    if any(void == own for own, void, _replaced in genuine):
        return Verdict.NOT_SENT
    return Verdict.VOID if any(void for _own, void, _replaced in genuine) else Verdict.GENUINE
