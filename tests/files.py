"""Files as people send them, small and whole or hostile in one way, and what the gate says of them."""

import io
import struct
import zipfile
from collections.abc import Collection
from typing import Any

import pikepdf
from docx.oxml.ns import nsdecls
from pikepdf import Array, Dictionary, Name

from cica_portal import uploads
from cica_portal.uploads import Limits

RELATIONSHIPS = "application/vnd.openxmlformats-package.relationships+xml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORKBOOK = f"{uploads.SHEET_TYPE}.main+xml"
# A tracked change in a Word file.
CHANGES = '<w:ins w:id="1"><w:r><w:t>new</w:t></w:r></w:ins>'


def refused(
    content: bytes, kinds: Collection[str] = uploads.CONTENT_TYPES, limits: Limits = uploads.LIMITS
) -> uploads.Refused | None:
    """Return with what the gate refuses a file; nothing where it passes."""
    try:
        uploads.kind_of(content, kinds, limits)
    except uploads.Refused as refusal:
        return refusal
    return None


def refusal(
    content: bytes, kinds: Collection[str] = uploads.CONTENT_TYPES, limits: Limits = uploads.LIMITS
) -> str:
    """Return the code of that."""
    found = refused(content, kinds, limits)
    return found.code if found else ""


def saved(document: Any, **terms: Any) -> bytes:
    stream = io.BytesIO()
    document.save(stream, **terms)
    return stream.getvalue()


# Office files -------------------------------------------------------------------------------------------
def package(**parts: str | bytes) -> bytes:
    """Return the smallest Word package, with parts put in or replaced."""
    content = {
        "[Content_Types].xml": types(),
        "_rels/.rels": relationships(("officeDocument", "word/document.xml", "")),
        "word/document.xml": "<document><body/></document>",
    } | parts
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, part in content.items():
            file.writestr(name, part)
    return stream.getvalue()


def types(main: str = uploads.WORD_MAIN, more: str = "") -> str:
    return (
        f'<Types><Default Extension="rels" ContentType="{RELATIONSHIPS}"/>'
        f'<Override PartName="/word/document.xml" ContentType="{main}"/>{more}</Types>'
    )


def relationships(*found: tuple[str, str, str]) -> str:
    lines = "".join(
        f'<Relationship Id="r{number}" Type="{OFFICE}/{kind}" Target="{target}"'
        + (f' TargetMode="{mode}"/>' if mode else "/>")
        for number, (kind, target, mode) in enumerate(found)
    )
    return f"<Relationships>{lines}</Relationships>"


def document(inside: str, part: str = "word/document.xml") -> bytes:
    names = nsdecls("w") + ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="http://x"'
    names += ' xmlns:o="urn:schemas-microsoft-com:office:office"'
    return package(**{part: f"<w:document {names}><w:body>{inside}</w:body></w:document>"})


def workbook(main: str = WORKBOOK) -> bytes:
    return package(**{"[Content_Types].xml": types(main)})


def sheet(inside: str, part: str = "xl/worksheets/sheet1.xml") -> bytes:
    return package(**{"[Content_Types].xml": types(WORKBOOK), part: f"<worksheet>{inside}</worksheet>"})


def drawing(inside: str) -> bytes:
    return package(**{"word/media/a.svg": f'<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>'})


# PDF and pictures ---------------------------------------------------------------------------------------
def blank_pdf() -> pikepdf.Pdf:
    file = pikepdf.new()
    file.add_blank_page()
    return file


def locked_pdf(user: str = "secret") -> bytes:
    return saved(blank_pdf(), encryption=pikepdf.Encryption(user=user, owner="secret"))


def pdf_with(place: str, value: str, *, by_reference: bool = False, in_streams: bool = False) -> bytes:
    """Return a PDF with a value, as PDF writes it, at a place of the file, its page or its drawing."""
    file = blank_pdf()
    page = file.pages[0]
    form = file.make_stream(b"", Dictionary(Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 1, 1]))
    page.Resources = Dictionary(XObject=Dictionary(Fm=form))
    holder = {"file": file.Root, "page": page.obj, "drawn": form}[place.partition(" ")[0]]
    parsed = pikepdf.Object.parse(value.encode())
    holder[place.partition(" ")[2]] = _referred(file, parsed) if by_reference else parsed
    mode = pikepdf.ObjectStreamMode.generate if in_streams else pikepdf.ObjectStreamMode.disable
    return saved(file, object_stream_mode=mode)


def _referred(file: pikepdf.Pdf, value: Any) -> Any:
    """Return a value in which every dictionary and array is an object of its own."""
    kind = getattr(value, "_type_name", "")
    if kind == "dictionary":
        parts = {key: _referred(file, value[key]) for key in value.keys()}  # noqa: SIM118 - as in the gate
        return file.make_indirect(Dictionary(parts))
    return file.make_indirect(Array([_referred(file, one) for one in value])) if kind == "array" else value


def note_in_pdf(inside: str) -> tuple[str, str]:
    return "page /Annots", f"[<< /Type /Annot /Rect [0 0 9 9] {inside} >>]"


def link_in_pdf(address: str) -> tuple[str, str]:
    return note_in_pdf(f"/Subtype /Link /A << /S /URI /URI ({address}) >>")


def jpeg(width: int = 1, height: int = 1) -> bytes:
    frame = b"\xff\xc0\x00\x11\x08" + struct.pack(">HH", height, width) + b"\x03" + bytes(9)
    return b"\xff\xd8\xff\xe0\x00\x04\x00\x00" + frame + b"\xff\xd9"
