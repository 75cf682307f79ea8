"""Packages as they come back years later: whole, changed, cut, sealed by somebody else."""

import datetime as dt
import io
import json
import zipfile
from functools import cache

import pikepdf
import pytest

from documents import sealing
from documents.assembly.joining import Part, join
from notes.packages import checking, keeping

DAY = dt.date(2022, 7, 1)


@cache
def tagged_page():
    """Return a page with a tag tree, as the renderer writes one."""
    made = pikepdf.new()
    made.add_blank_page(page_size=(595, 842))
    page = made.pages[0].obj
    page.StructParents = 0
    root = made.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot))
    whole = made.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.Document, P=root, K=pikepdf.Array()))
    tag = made.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.P, P=whole, Pg=page, K=0))
    whole.K.append(tag)
    root.K = pikepdf.Array([whole])
    root.ParentTree = pikepdf.Dictionary(Nums=pikepdf.Array([0, pikepdf.Array([tag])]))
    made.Root.StructTreeRoot = root
    made.Root.MarkInfo = pikepdf.Dictionary(Marked=True)
    made.Root.OutputIntents = pikepdf.Array()
    made.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


@cache
def joined():
    page = tagged_page()
    parts = [Part("One", "en", page), Part("Екі", "kk", page)]
    return join(parts, title="Package", author="Secretariat", language="en", dated=DAY)


@pytest.fixture(autouse=True)
def own_seal(settings, tmp_path):
    """A key and a certificate of the test's own."""
    settings.SEAL_KEY_FILE = str(tmp_path / "seal" / "seal.p12")
    settings.SEAL_CERTIFICATES = str(tmp_path / "seal")
    sealing.prepare_demonstration()


@pytest.fixture
def sealed():
    return sealing.seal_pdf(joined(), sealing.signer())


@pytest.fixture
def package(sealed):
    """An archive as the portal packs it, as its parts by name."""
    files = {"a-package-en.pdf": ("package", sealed), "originals/a-plan-en.docx": ("plan", b"PK a Word file")}
    manifest = json.dumps(
        {
            "format": keeping.FORMAT,
            "files": [
                {"file": name, "kind": kind, "sha256": keeping._digest(content)}
                for name, (kind, content) in files.items()
            ],
        }
    ).encode()
    parts = {name: content for name, (_kind, content) in files.items()}
    seal = sealing.seal_beside(manifest, sealing.signer())
    return parts | {keeping.MANIFEST: manifest, keeping.MANIFEST_SEAL: seal}


def packed(parts):
    return keeping._archive(list(parts.items()))


def faults(content):
    return [str(fault) for fault in checking.check(content, sealing.accepted()).faults]


def test_a_whole_package_is_genuine(package, sealed):
    verdict = checking.check(packed(package), sealing.accepted())

    assert (verdict.is_good, verdict.files) == (True, 2)
    assert verdict.seal.is_demonstration and verdict.seal.is_accepted
    assert faults(sealed) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            lambda parts: parts.pop("originals/a-plan-en.docx"),
            ["originals/a-plan-en.docx: The file is on the list but missing from the package."],
        ),
        (
            lambda parts: parts.update({"originals/a-plan-en.docx": b"PK another Word file"}),
            [
                "originals/a-plan-en.docx: "
                "The file differs from the one on the list: the checksums do not match."
            ],
        ),
        (
            lambda parts: parts.update({"letter.pdf": b"%PDF-1.7"}),
            ["letter.pdf: The file is in the package but not on its list."],
        ),
        (
            lambda parts: parts.update({keeping.MANIFEST: parts[keeping.MANIFEST] + b" "}),
            ["manifest.json: The list of files was changed after it was sealed."],
        ),
        (
            lambda parts: parts.pop(keeping.MANIFEST_SEAL),
            ["manifest.json: The list of files is not sealed."],
        ),
        (
            lambda parts: parts.update({keeping.MANIFEST_SEAL: b"0\x80 no seal"}),
            ["manifest.json: The list of files was changed after it was sealed."],
        ),
        (
            lambda parts: parts.pop(keeping.MANIFEST),
            ["The list of files (manifest.json) is missing or cannot be read."],
        ),
        (
            lambda parts: parts.update({keeping.MANIFEST: b'{"format": "cica-swg-package/1", "files": [1]}'}),
            ["The list of files (manifest.json) is missing or cannot be read."],
        ),
    ],
)
def test_what_was_changed_in_a_package_is_named(package, change, expected):
    change(package)

    assert faults(packed(package)) == expected


def test_a_file_and_the_list_changed_together_break_the_seal(package):
    """Whoever changes a file and corrects its hash cannot seal the list anew."""
    changed = b"PK a Word file with other words"
    package["originals/a-plan-en.docx"] = changed
    manifest = json.loads(package[keeping.MANIFEST])
    manifest["files"][1]["sha256"] = keeping._digest(changed)
    package[keeping.MANIFEST] = json.dumps(manifest).encode()

    assert faults(packed(package)) == ["manifest.json: The list of files was changed after it was sealed."]


def test_a_package_sealed_by_somebody_else_is_not_accepted(package, settings, tmp_path):
    """A stranger's seal is whole in itself; it is not the Secretariat's."""
    settings.SEAL_KEY_FILE = str(tmp_path / "stranger" / "seal.p12")
    settings.SEAL_CERTIFICATES = str(tmp_path / "stranger")
    sealing.prepare_demonstration()

    sentence = "The seal does not belong to any of the Secretariat’s certificates accepted here."
    assert faults(packed(package)) == [f"manifest.json: {sentence}", f"a-package-en.pdf: {sentence}"]


def test_a_former_certificate_is_still_accepted(package, settings, tmp_path):
    former = (tmp_path / "seal" / "demonstration.pem").read_bytes()
    settings.SEAL_KEY_FILE = str(tmp_path / "new" / "seal.p12")
    settings.SEAL_CERTIFICATES = str(tmp_path / "new")
    sealing.prepare_demonstration()
    (tmp_path / "new" / "former.pem").write_bytes(former)

    assert faults(packed(package)) == []


BROKEN = "The seal is broken or missing: the file was changed after it was sealed."


def with_a_bit_turned(content):
    place = content.index(b"stream") + 20
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


def saved_again(content):
    stream = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as file:
        file.docinfo.Title = pikepdf.String("Another title")
        file.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    "change",
    [
        with_a_bit_turned,
        saved_again,
        lambda content: content[: len(content) // 2],
        lambda content: content + b"\n1 0 obj << >> endobj\n",
        lambda content: b"%PDF-1.7 nothing that a reader could open",
    ],
)
def test_a_sealed_pdf_that_was_changed_is_found(sealed, change):
    assert faults(change(sealed)) == [BROKEN]


def test_a_pdf_that_was_never_sealed_is_not_called_changed():
    assert faults(joined()) == [
        "This file bears no seal. Only packages for the SWG are sealed, so that nothing can be said of "
        "whether it was changed."
    ]


def archive_of_many():
    return packed({f"{number}": b"" for number in range(checking.MOST_FILES + 1)})


def archive_with_a_way_out():
    return packed({"../manifest.json": b"{}"})


def archive_that_unpacks_large():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", b"\0" * 2000)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (lambda: b"", "This is neither a package of the portal (.zip) nor one of its sealed PDFs."),
        (lambda: b"PK\x03\x04 cut", "The archive is damaged and cannot be read."),
        (archive_with_a_way_out, "The archive is damaged and cannot be read."),
        (archive_of_many, "The file is larger, or has more parts, than any package can have."),
        (archive_that_unpacks_large, "The file is larger, or has more parts, than any package can have."),
    ],
)
def test_what_is_no_package_is_told(content, expected, monkeypatch):
    monkeypatch.setattr(checking, "LARGEST", 1_000_000 if "unpacks" not in content.__name__ else 1_000)

    assert faults(content()) == [expected]


def test_the_demonstrations_key_is_made_once(tmp_path):
    before = (tmp_path / "seal" / "seal.p12").read_bytes()
    sealing.prepare_demonstration()

    assert (tmp_path / "seal" / "seal.p12").read_bytes() == before
    assert (tmp_path / "seal" / "seal.p12").stat().st_mode & 0o077 == 0


def test_parts_keep_their_tags_their_places_and_their_bookmarks():
    with pikepdf.open(io.BytesIO(joined())) as file:
        (whole,) = file.Root.StructTreeRoot.K
        assert [(str(part.S), str(part.T), str(part.Lang)) for part in whole.K] == [
            ("/Part", "One", "en"),
            ("/Part", "Екі", "kk"),
        ]
        nested = pikepdf.NumberTree(file.Root.StructTreeRoot.ParentTree)
        assert [int(page.obj.StructParents) for page in file.pages] == [0, 1]
        assert [nested[key][0].Pg.objgen for key in (0, 1)] == [page.obj.objgen for page in file.pages]
        with file.open_metadata() as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
    assert joined() == join(
        [Part("One", "en", tagged_page()), Part("Екі", "kk", tagged_page())],
        title="Package",
        author="Secretariat",
        language="en",
        dated=DAY,
    )
