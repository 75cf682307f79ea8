"""What a file says and does not show, and what it would unpack to: refused with the reason."""

import io
import zlib

import pikepdf
import pytest

from cica_portal import uploads
from cica_portal.uploads import pdf, refusals
from comments.views.writing.offline import UploadForm
from plans.views.word_forms import WordForm
from tests.cica_portal.test_uploads import package
from tests.cica_portal.test_uploads_office import document, refusal, sheet
from tests.cica_portal.test_uploads_pdf import made, note


def run(properties: str, words: str = "not to be seen") -> str:
    return f"<w:p><w:r><w:rPr>{properties}</w:rPr><w:t>{words}</w:t></w:r></w:p>"


WHITE = '<w:color w:val="FFFFFF"/>'
HIDDEN = {
    "hidden": run("<w:vanish/>"),
    "hidden by a word": run('<w:vanish w:val="true"/>'),
    "one point": run('<w:sz w:val="2"/>'),
    "white": run('<w:color w:val="FFFFFF"/>'),
    "white in small letters": run('<w:color w:val="ffffff"/>'),
    "deleted and hidden": f'<w:del w:id="1">{run("<w:vanish/>")}</w:del>',
    "beside what is seen": run("") + run("<w:vanish/>"),
    "in a table and hidden": f"<w:tbl><w:tr><w:tc>{run('<w:vanish/>')}</w:tc></w:tr></w:tbl>",
    "in the other of two contents": f"<mc xmlns='m'><Fallback>{run('<w:vanish/>')}</Fallback></mc>",
}


@pytest.mark.parametrize("part", ["word/document.xml", "word/header1.xml", "word/footnotes.xml"])
@pytest.mark.parametrize("inside", HIDDEN.values(), ids=HIDDEN)
def test_text_that_is_not_seen_is_refused_and_named(inside, part):
    found = refusal(document(inside, part))

    assert type(found) is refusals.WithHiddenText
    assert "“not to be seen”" in str(found)


@pytest.mark.parametrize(
    "inside",
    [
        run(""),
        run('<w:vanish w:val="0"/>'),
        run("<w:vanish/>", " "),
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:instrText> XE entry </w:instrText></w:r></w:p>",
        run("<w:webHidden/>", "12"),
        run('<w:sz w:val="12"/>'),
        run('<w:color w:val="FFFFFF"/><w:highlight w:val="black"/>'),
        run('<w:color w:val="FFFFFF"/><w:shd w:fill="1F3864"/>'),
        f"<w:tbl><w:tr><w:tc>{run(WHITE)}</w:tc></w:tr></w:tbl>",
        '<w:p><w:pPr><w:shd w:fill="000000"/></w:pPr><w:r><w:rPr><w:color w:val="FFFFFF"/></w:rPr>'
        "<w:t>light on dark</w:t></w:r></w:p>",
        "<w:p><w:ins><w:r><w:t>tracked</w:t></w:r></w:ins><w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>",
    ],
)
def test_text_that_is_seen_and_marks_of_word_pass(inside):
    assert refusal(document(inside)) is None


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_sheet_that_is_not_seen_is_refused_and_named(state):
    sheets = f'<workbook><sheets><sheet name="Payments" sheetId="2" state="{state}"/></sheets></workbook>'
    found = refusal(sheet(sheets, "xl/workbook.xml"))

    assert type(found) is refusals.WithHiddenSheets
    assert "“Payments”" in str(found)
    assert refusal(sheet(sheets.replace(state, "visible"), "xl/workbook.xml")) is None


def test_a_file_inside_a_file_hides_nothing_either():
    within = package(**{"word/embeddings/a.docx": document(HIDDEN["hidden"])})
    assert type(refusal(within)) is refusals.WithHiddenText


def test_what_an_import_names_and_a_form_needs_passes_where_the_portal_reads_it():
    for form in (WordForm, UploadForm):
        assert form.base_fields["file"].limits.hidden
    assert uploads.kind_of(document(HIDDEN["hidden"]), limits=uploads.READ_BY_PORTAL) == "docx"


@pytest.mark.parametrize("flag", [2, 32, 34])
def test_a_note_of_a_pdf_that_is_hidden_is_refused(flag):
    found = refusal(made(*note(f"/Subtype /FreeText /Contents (a) /F {flag}")))

    assert str(found) == f"The PDF contains {pdf.UNSEEN}. Print it to a plain PDF, and upload that file."


@pytest.mark.parametrize("inside", ["/Subtype /Popup /F 2", "/Subtype /FreeText /F 4"])
def test_a_note_that_is_shown_or_opens_at_a_click_passes(inside):
    assert uploads.kind_of(made(*note(inside))) == "pdf"


@pytest.mark.parametrize("state", ["View << /ViewState /OFF >>", "Print << /PrintState /OFF >>"])
def test_a_layer_that_is_off_on_screen_or_paper_is_refused(state):
    layer = f"<< /OCGs [<< /Type /OCG /Name (a) /Usage << /{state} >> >>] /D << >> >>"
    with pytest.raises(refusals.ActivePdf, match="a layer that is hidden"):
        uploads.kind_of(made("file /OCProperties", layer))


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


# Word and Excel: the rest of what such a file can carry -------------------------------------------------
CARRIED = {
    "macros": ({"word/vbaProject.bin": b"\xd0\xcf"}, refusals.WithMacros),
    "a control": ({"word/activeX/activeX1.xml": "<ax/>"}, refusals.WithMacros),
    "a packed program": (
        {
            "word/embeddings/oleObject1.bin": uploads.OLD_WORD_SIGNATURE
            + "\x01Ole10Native".encode("utf-16-le")
        },
        refusals.WithMacros,
    ),
    "scripts of a custom part": ({"customXml/item1.xml": "<script>x</script>"}, refusals.WithMacros),
    "a drawing with a script": ({"word/media/a.svg": "<svg><script>x</script></svg>"}, refusals.WithMacros),
    "a script inside a picture's name": (
        {"word/media/a.png": "<svg><script>x</script></svg>"},
        refusals.WithMacros,
    ),
}


@pytest.mark.parametrize(("added", "reason"), CARRIED.values(), ids=CARRIED)
def test_what_acts_in_an_office_file_is_refused(added, reason):
    assert type(refusal(package(**added))) is reason


def test_an_embedded_font_neither_acts_nor_fetches_and_passes():
    assert refusal(package(**{"word/fonts/font1.odttf": b"\x00\x01obfuscated"})) is None
