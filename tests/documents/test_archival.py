"""What pdf/a-3a asks of a file and its objects can show. No validator of the whole standard comes from the
package registries, so each demand that matters here is looked for by itself."""

import io

import pikepdf
import pytest

from notes.renderers import verbal_notes
from tests.documents.test_prints import CHECK, LANGUAGES, META, new_note, renderers_complaints, replace

# Used by name: the renderer's complaints fail these tests too.
__all__ = ["renderers_complaints"]

ACTIONS = {"/JavaScript", "/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/SubmitForm", "/Hide"}
PRINT, HIDDEN = 4, 2 | 1 | 32  # flags of an annotation
ICC_SIGNATURE = slice(36, 40)


def faults(content):
    """Yield what keeps a file from being pdf/a-3a."""
    if not (content.startswith(b"%PDF-1.7\n%") and min(content[10:14]) > 127):
        yield "the header is not that of a binary file"
    with pikepdf.open(io.BytesIO(content)) as file:
        yield from (f"syntax: {problem}" for problem in file.check_pdf_syntax())
        yield from _document(file)
        yield from _colour(file)
        yield from _pages(file)
        for found in file.objects:
            if isinstance(found, (pikepdf.Dictionary, pikepdf.Stream)):
                yield from _object(found)
        yield from _structure(file.Root.get("/StructTreeRoot"), str(file.Root.get("/Lang", "")))


def _document(file):
    if "/Encrypt" in file.trailer:
        yield "it is encrypted"
    if "/ID" not in file.trailer:
        yield "it has no identifier"
    with file.open_metadata() as said:
        if (said.get("pdfaid:part"), said.get("pdfaid:conformance")) != ("3", "A"):
            yield "it does not call itself pdf/a-3a"
        if said.get("dc:title") != str(file.docinfo.get("/Title", "")):
            yield "the titles differ"
    for name in ("/OpenAction", "/AA", "/AcroForm"):
        if name in file.Root:
            yield f"it has {name}"
    if not file.Root.get("/MarkInfo", {}).get("/Marked"):
        yield "it is not marked as tagged"
    if not file.Root.get("/Lang"):
        yield "it says no language"


def _colour(file):
    intents = [one for one in file.Root.get("/OutputIntents", []) if one.S == "/GTS_PDFA1"]
    if len(intents) != 1:
        yield "it has no output intent"
    elif intents[0].DestOutputProfile.read_bytes()[ICC_SIGNATURE] != b"acsp":
        yield "the output intent has no colour profile"


def _pages(file):
    for number, page in enumerate(file.pages, start=1):
        if "/StructParents" not in page.obj:
            yield f"page {number} is not in the structure"
        for annotation in page.obj.get("/Annots", []):
            flags = int(annotation.get("/F", 0))
            if not flags & PRINT or flags & HIDDEN:
                yield f"page {number} has an annotation that does not print"


def _object(found):
    filters = found.get("/Filter", [])
    names = [filters] if isinstance(filters, pikepdf.Name) else list(filters) if filters else []
    if "/LZWDecode" in map(str, names):
        yield "a stream is packed by LZW"
    if isinstance(found, pikepdf.Stream) and "/F" in found:
        yield "a stream lies outside the file"
    if str(found.get("/S", "")) in ACTIONS:
        yield f"it has an action {found.S}"
    if found.get("/Type") == "/Font" and found.get("/Subtype") == "/Type0":
        if "/ToUnicode" not in found:
            yield f"{found.BaseFont} does not say its letters"
        described = found.DescendantFonts[0].FontDescriptor
        if not {"/FontFile2", "/FontFile3"} & set(described.keys()):
            yield f"{found.BaseFont} is not embedded"
    elif found.get("/Type") == "/Font" and "/DescendantFonts" not in found and "/CIDSystemInfo" not in found:
        yield f"{found.get('/BaseFont')} is a font of the reader's"


def _structure(root, language):
    if root is None:
        yield "it has no structure"
        return
    seen = set()

    def walk(element, language):
        if not isinstance(element, pikepdf.Dictionary) or "/S" not in element:
            return
        language = str(element.get("/Lang", language))
        seen.add(language)
        if element.S == "/Figure" and not element.get("/Alt"):
            yield "a figure has no words in its place"
        children = element.get("/K", [])
        for child in children if isinstance(children, pikepdf.Array) else [children]:
            yield from walk(child, language)

    for element in root.K if isinstance(root.K, pikepdf.Array) else [root.K]:
        yield from walk(element, language)
    if "" in seen:
        yield "a part says no language"


def rendered(*languages):
    meta = replace(META, check=CHECK)
    return verbal_notes.note_pdf([(code, new_note(code), meta) for code in languages]).content


@pytest.mark.parametrize("languages", [*([code] for code in LANGUAGES), LANGUAGES])
def test_a_note_keeps_what_the_archive_asks(languages):
    assert list(faults(rendered(*languages))) == []


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (lambda file: file.Root.__delitem__("/OutputIntents"), "it has no output intent"),
        (lambda file: file.Root.__delitem__("/StructTreeRoot"), "it has no structure"),
        (lambda file: file.Root.__delitem__("/Lang"), "it says no language"),
        (
            lambda file: file.Root.__setitem__(
                "/OpenAction", pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
            ),
            "it has /OpenAction",
        ),
    ],
)
def test_what_the_archive_does_not_take_is_found(spoil, fault):
    with pikepdf.open(io.BytesIO(rendered("en"))) as file:
        spoil(file)
        spoilt = io.BytesIO()
        file.save(spoilt)

    assert fault in list(faults(spoilt.getvalue()))
