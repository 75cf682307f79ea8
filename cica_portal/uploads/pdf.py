"""PDF files at the gate: no password, and nothing that acts, fetches or carries another file.

Every object of the file is looked at, those in object streams and name trees as well, and every dictionary
that stands inside another. An action that only shows a page of the file itself passes, and so does a link to
a web page or a mail address that a person must click on.
"""

import io
import re
import zlib
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from cica_portal.uploads import outside
from cica_portal.uploads.refusals import Limits, Refused

# Where a stream begins, how a sign may be spelt in a name, and how far before it its dictionary is sought.
_STREAM = re.compile(rb"stream[ \t]*\r?\n?")
_SPELT = re.compile(rb"#([0-9A-Fa-f]{2})")
HEAD = 4096
OPENED = (b"/ObjStm", b"/XRef")
OTHER_PACKING = (b"LZW", b"RunLength", b"ASCII", b"Crypt")

SCRIPT = _("a script")
PROGRAM = _("an action that starts a program")
SENDING = _("a form that sends or fetches data")
OTHER_FILE = _("a reference to another file")
ATTACHED = _("an attached file")
MEDIA = _("sound, film or other media")
CHANGING = _("an action that changes what is shown")
BY_ITSELF = _("an action that runs automatically")
BEYOND = _("a link to something other than a web page or an e-mail address")

# What a dictionary has by its keys, by the action that it is, and by the kind of annotation.
KEYS = {
    "/JS": SCRIPT,
    "/JavaScript": SCRIPT,
    "/XFA": SCRIPT,
    "/Launch": PROGRAM,
    "/EmbeddedFiles": ATTACHED,
    "/EF": ATTACHED,
    "/Collection": ATTACHED,
    "/RichMedia": MEDIA,
    "/AA": BY_ITSELF,
    "/OPI": OTHER_FILE,
}
ACTIONS = {
    "/JavaScript": SCRIPT,
    "/Launch": PROGRAM,
    "/SubmitForm": SENDING,
    "/ImportData": SENDING,
    "/GoToR": OTHER_FILE,
    "/GoToE": OTHER_FILE,
    "/Thread": OTHER_FILE,
    "/Rendition": MEDIA,
    "/RichMediaExecute": MEDIA,
    "/Movie": MEDIA,
    "/Sound": MEDIA,
    "/Hide": CHANGING,
    "/ResetForm": CHANGING,
    "/SetOCGState": CHANGING,
}
SUBTYPES = {
    "/FileAttachment": ATTACHED,
    "/RichMedia": MEDIA,
    "/Screen": MEDIA,
    "/Movie": MEDIA,
    "/Sound": MEDIA,
    "/3D": MEDIA,
}
# The only action that may follow from opening a file: showing one of its pages.
SHOWS = "/GoTo"


def check(content: bytes, limits: Limits) -> None:
    """Refuse a PDF that is damaged, locked, or does something."""
    import pikepdf  # noqa: PLC0415 - slow import, and only files from people need it

    _check_unpacked(content, limits)
    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            if document.is_encrypted:
                raise Refused("locked")
            if len(document.pages) > limits.entries or len(document.objects) > limits.objects:
                raise Refused("too_many_parts")
            _check_opening(document.Root)
            for part in document.objects:
                for found in _dictionaries(part):
                    _check(found)
    except pikepdf.PasswordError as error:
        raise Refused("locked") from error
    except (pikepdf.PdfError, ValueError, AttributeError) as error:
        raise Refused("damaged_pdf") from error


def _check_unpacked(content: bytes, limits: Limits) -> None:
    """Unpack, within limits, what a reader unpacks to open the file: streams of objects and of references.

    They are found by the words before them, so that nothing has to be opened for it; where what stands before
    a stream is too long to be read here, it is counted as one of them. No program packs one twice, or
    otherwise than by Flate.
    """
    left, whole = limits.unpacked, memoryview(content)
    for start in _STREAM.finditer(content):
        head = content[max(0, start.start() - HEAD) : start.start()]
        said = _SPELT.sub(lambda sign: bytes([int(sign[1], 16)]), head)
        if b"obj" in said and not any(kind in said for kind in OPENED):
            continue
        if any(packing in said for packing in OTHER_PACKING):
            raise Refused("damaged_pdf")
        found = _unpacked(whole[start.end() :], left + 1)
        left -= len(found)
        if left < 0:
            raise Refused("unpacks_too_large")
        if _unpacked(found, 1):
            raise Refused("damaged_pdf")


def _unpacked(packed: Any, most: int) -> bytes:
    """Return at most so much of what is packed; nothing of what is not: that is no larger than the file."""
    try:
        return zlib.decompressobj().decompress(packed, most)
    except zlib.error:
        return b""


def pages(content: bytes) -> int:
    """Return how many pages an admitted PDF has."""
    import pikepdf  # noqa: PLC0415 - slow import, and only files from people need it

    with pikepdf.open(io.BytesIO(content)) as document:
        return len(document.pages)


def _dictionaries(part: Any) -> Iterator[Any]:
    """Yield an object's dictionaries: its own, and those inside it."""
    waiting = [part]
    while waiting:
        found = waiting.pop()
        children = []
        if kind_of_object(found) in {"dictionary", "stream"}:
            yield found
            children = [found[key] for key in found.keys()]  # noqa: SIM118 - a stream is iterated otherwise
        elif kind_of_object(found) == "array":
            children = list(found)
        # What is referred to is an object of its own, and looked at as such.
        waiting += [child for child in children if not getattr(child, "is_indirect", False)]


def _check(found: Any) -> None:
    keys = set(found.keys())
    reasons = [KEYS[key] for key in sorted(KEYS.keys() & keys)]
    action, kind, subtype = (_word(found, key) for key in ("/S", "/Type", "/Subtype"))
    reasons += [ACTIONS[action]] if action in ACTIONS else []
    reasons += [SUBTYPES[subtype]] if subtype in SUBTYPES else []
    if kind == "/Filespec" or (kind_of_object(found) == "stream" and keys & {"/F", "/Ref"}):
        reasons.append(OTHER_FILE)
    if action == "/URI" and outside.scheme(_word(found, "/URI")) not in outside.SCHEMES:
        reasons.append(BEYOND)
    if reasons:
        raise Refused("active_pdf", found=reasons[0])


def kind_of_object(found: Any) -> str:
    return getattr(found, "_type_name", "")


def _word(found: Any, key: str) -> str:
    """Return the name or the string that a dictionary has under a key."""
    value = found.get(key)
    return str(value) if kind_of_object(value) in {"name", "string"} else ""


def _check_opening(root: Any) -> None:
    """Refuse what opening the file would do, unless it shows a page: a place in it, or one such action."""
    action = root.get("/OpenAction")
    if kind_of_object(action) not in {"dictionary", "stream"}:
        return
    if _word(action, "/S") not in {SHOWS, ""} or "/Next" in action:
        raise Refused("active_pdf", found=BY_ITSELF)
