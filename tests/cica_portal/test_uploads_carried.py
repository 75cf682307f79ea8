"""What a file carries beside what it shows: found, named in three languages, and the file is taken."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from docx.oxml.ns import nsdecls

from cica_portal import uploads
from cica_portal.uploads import carried
from cica_portal.uploads.carried import Carried
from tests.files import CHANGES, document, link_in_pdf, note_in_pdf, package, pdf_with, sheet, workbook

RUN = "<w:r><w:t>said</w:t></w:r>"
HIDDEN = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>not to be seen</w:t></w:r>"
COMMENT = f'<w:comment w:id="0"><w:p>{RUN}</w:p></w:comment>'
CONTROL = '<w:sdt><w:sdtPr><w:dropDownList><w:listItem w:value="a"/></w:dropDownList></w:sdtPr></w:sdt>'


def _embedded() -> bytes:
    return package(**{"word/embeddings/table.xlsx": workbook()})


def _layered() -> bytes:
    return pdf_with("file /OCProperties", "<< /OCGs [] /D << >> >>")


def _appended() -> bytes:
    """Return a PDF to which a program has added without taking away what was there."""
    first = pdf_with("file /PageMode", "/UseNone")
    root = first[first.rindex(b"trailer") :] if b"trailer" in first else b"trailer << >>\n"
    return first + b"\n" + root


KINDS = {
    "Word: inserted": (document(f"<w:p>{CHANGES}</w:p>"), Carried.TRACKED_CHANGES),
    "Word: deleted": (
        document('<w:p><w:del w:id="1"><w:r><w:delText>old</w:delText></w:r></w:del></w:p>'),
        Carried.TRACKED_CHANGES,
    ),
    "Word: moved, in a footnote": (
        document(f'<w:p><w:moveFrom w:id="1">{RUN}</w:moveFrom></w:p>', "word/footnotes.xml"),
        Carried.TRACKED_CHANGES,
    ),
    "Word: format changed": (
        document('<w:p><w:pPr><w:pPrChange w:id="1"><w:pPr/></w:pPrChange></w:pPr></w:p>'),
        Carried.TRACKED_CHANGES,
    ),
    "Word: in the margin": (document(COMMENT, "word/comments.xml"), Carried.COMMENTS),
    "Word: form": (document(CONTROL), Carried.FORM_FIELDS),
    "Word: embedded workbook": (_embedded(), Carried.EMBEDDED),
    "Word: hidden words": (document(f"<w:p>{HIDDEN}</w:p>"), Carried.HIDDEN_TEXT),
    "Excel: a sheet": (
        sheet('<sheets><sheet name="a" state="veryHidden"/></sheets>', "xl/workbook.xml"),
        Carried.HIDDEN_ROWS,
    ),
    "Excel: in the margin": (
        sheet('<commentList><comment ref="A1"/></commentList>', "xl/comments1.xml"),
        Carried.COMMENTS,
    ),
    "Excel: in a thread": (sheet('<threadedComment ref="A1"/>', "xl/threaded.xml"), Carried.COMMENTS),
    "Excel: rows": (sheet('<sheetData><row r="2" hidden="1"/></sheetData>'), Carried.HIDDEN_ROWS),
    "Excel: columns": (sheet('<cols><col min="2" hidden="true"/></cols>'), Carried.HIDDEN_ROWS),
    "Excel: behind a pivot table": (
        sheet("<pivotCacheRecords/>", "xl/pivotCache/records1.xml"),
        Carried.PIVOT_DATA,
    ),
    "Excel: changes of those who share it": (
        sheet("<revisions/>", "xl/revisions/revisionLog1.xml"),
        Carried.TRACKED_CHANGES,
    ),
    "PDF: note": (pdf_with(*note_in_pdf("/Subtype /Text /Contents (why?)")), Carried.COMMENTS),
    "PDF: struck": (pdf_with(*note_in_pdf("/Subtype /StrikeOut")), Carried.COMMENTS),
    "PDF: form": (pdf_with("file /AcroForm", "<< /Fields [<< /FT /Tx /T (a) >>] >>"), Carried.FORM_FIELDS),
    "PDF: layers": (_layered(), Carried.LAYERS),
    "PDF: what it was before": (_appended(), Carried.EARLIER_VERSIONS),
}


@pytest.mark.parametrize(("content", "wanted"), KINDS.values(), ids=KINDS)
def test_what_a_file_carries_is_found_and_the_file_is_taken(content, wanted):
    assert uploads.admit(SimpleUploadedFile("a", content)).carries == (wanted.value,)


@pytest.mark.parametrize(
    "content",
    [
        document(f"<w:p>{RUN}</w:p>"),
        document('<x:ins xmlns:x="http://x">of another kind</x:ins>'),
        sheet('<sheetData><row r="2" hidden="0"/></sheetData>'),
        pdf_with(*link_in_pdf("https://a.example/")),
        pdf_with("file /AcroForm", "<< /Fields [] >>"),
        document('<w:p><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>seen</w:t></w:r></w:p>'),
        document("<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr></w:p>"),
        document("<w:style><w:rPr><w:vanish/></w:rPr></w:style>", "word/styles.xml"),
    ],
)
def test_a_file_that_is_what_it_shows_has_no_mark(content):
    assert uploads.admit(SimpleUploadedFile("a", content)).carries == ()


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("page /Annots", "[1 (a) null [<< >>]]"),
        ("page /Annots", "7"),
        ("page /Annots", "<< /Subtype /Text >>"),
        ("file /AcroForm", "7"),
        ("file /AcroForm", "<< /Fields 7 >>"),
        ("file /AcroForm", "<< /Fields [7 null] >>"),
    ],
)
def test_what_is_not_built_as_a_pdf_is_carries_nothing_and_stops_nothing(place, value):
    assert uploads.admit(SimpleUploadedFile("a", pdf_with(place, value))).carries == ()


def test_what_is_found_is_named_in_one_order():
    inside = f"<w:document {nsdecls('w')}>{COMMENT}{CHANGES}{CONTROL}</w:document>"
    found = carried.find_carried("docx", package(**{"word/document.xml": inside}))
    assert found == ("tracked_changes", "comments", "form_fields")
    assert uploads.stated(found) == "Contains: tracked changes, comments in the margin, form fields"


def test_every_kind_has_a_name_of_its_own_in_each_language():
    for language in ("en", "ru", "kk"):
        with translation.override(language):
            assert len({uploads.named([one]) for one in Carried.values}) == len(Carried)


def test_what_a_later_version_found_is_left_out():
    assert uploads.named(["of_a_later_version", "layers"]) == "layers"
