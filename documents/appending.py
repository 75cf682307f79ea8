"""A signature at the end of a finished PDF: a few objects, new or in place of others, as one more revision.

Written by hand, since a library that reads every entry of the file's own table first takes a second for a
package of a hundred pages. What is signed is every byte but the signature itself.
"""

import datetime as dt
import hashlib
import io
import re
from collections.abc import Callable

import pikepdf
from pikepdf import Array, Dictionary, Name

# Hexadecimal digits left free: a signature with a chain of certificates takes a quarter of them.
ROOM = 32_768
_RANGE = b"/ByteRange [0 %10d %10d %10d]"
_STARTS = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*$")


class NoRoom(Exception):
    """The signature is longer than the room that was left for it."""


def signed(content: bytes, sign: Callable[[bytes], bytes], *, field: str, at: dt.datetime) -> bytes:
    """Return the PDF with a certifying signature (PAdES) appended: no change is allowed after it.

    `sign` makes the signature from the SHA-256 of what it covers.
    """
    appended = _revision(content, field, at)
    whole = content + appended
    start = whole.rindex(b"/Contents <") + len(b"/Contents ")
    end = start + ROOM + 2
    place = whole.rindex(_RANGE % (0, 0, 0))
    covered = _RANGE % (start, end, len(whole) - end)
    whole = whole[:place] + covered + whole[place + len(covered) :]
    signature = sign(hashlib.sha256(whole[:start] + whole[end:]).digest()).hex().encode()
    if len(signature) > ROOM:
        raise NoRoom
    return whole[: start + 1] + signature.ljust(ROOM, b"0") + whole[end - 1 :]


def _revision(content: bytes, field: str, at: dt.datetime) -> bytes:
    """Return the objects of the new revision, with its table, for the end of the file."""
    begins = _STARTS.search(content)
    if begins is None:
        raise pikepdf.PdfError("the file has no end")
    with pikepdf.open(io.BytesIO(content)) as file:
        signature = int(file.trailer.Size)
        root, page = file.Root, file.pages[0].obj
        root.AcroForm = Dictionary(Fields=Array([Name.TheField]), SigFlags=3)
        root.Perms = Dictionary(DocMDP=Name.TheSignature)
        page.Annots = Array([*page.get(Name.Annots, ()), Name.TheField])
        numbers = {
            b"/TheField": b"%d 0 R" % (signature + 1),
            b"/TheSignature": b"%d 0 R" % signature,
        }
        objects = {
            root.objgen[0]: _text(root, numbers),
            page.objgen[0]: _text(page, numbers),
            signature: _signature(at),
            signature + 1: (
                b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (%s) /V %d 0 R /F 132 "
                b"/Rect [0 0 0 0] /P %d 0 R >>" % (field.encode("ascii"), signature, page.objgen[0])
            ),
        }
        first = bytes(file.trailer.ID[0])
        trailer = b"/Type /XRef /Size %d /Root %d 0 R /Info %d 0 R /Prev %s /ID [<%s> <%s>]" % (
            signature + 3,
            root.objgen[0],
            file.trailer.Info.objgen[0],
            begins[1],
            first.hex().encode(),
            hashlib.sha256(content).digest()[:16].hex().encode(),
        )
    return _with_table(len(content), objects, signature + 2, trailer)


def _text(found: pikepdf.Object, numbers: dict[bytes, bytes]) -> bytes:
    text = found.unparse(resolved=True)
    for name, number in numbers.items():
        text = text.replace(name, number)
    return text


def _signature(at: dt.datetime) -> bytes:
    return (
        b"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /M (D:%s) "
        b"/Reference [ << /Type /SigRef /TransformMethod /DocMDP "
        b"/TransformParams << /Type /TransformParams /P 1 /V /1.2 >> >> ] %s /Contents <%s> >>"
        % (f"{at.astimezone(dt.UTC):%Y%m%d%H%M%S}Z".encode(), _RANGE % (0, 0, 0), b"0" * ROOM)
    )


def _with_table(begins: int, objects: dict[int, bytes], table: int, trailer: bytes) -> bytes:
    """Return the objects one after the other, and where each of them stands."""
    made, places = bytearray(b"\n"), {}
    for number, text in sorted(objects.items()):
        places[number] = begins + len(made)
        made += b"%d 0 obj\n%s\nendobj\n" % (number, text)
    places[table] = begins + len(made)
    index = b" ".join(b"%d 1" % number for number in sorted(places))
    rows = b"".join(b"\x01" + places[number].to_bytes(4, "big") + b"\x00" for number in sorted(places))
    made += b"%d 0 obj\n<< %s /Index [%s] /W [1 4 1] /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (
        table,
        trailer,
        index,
        len(rows),
        rows,
    )
    made += b"startxref\n%d\n%%%%EOF\n" % places[table]
    return bytes(made)
