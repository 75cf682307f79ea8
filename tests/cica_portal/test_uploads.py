"""The gate for files: what passes, and what is refused in which words (rule 25)."""

import hashlib
import io
import zipfile

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cica_portal import uploads
from cica_portal.uploads import Limits, refusals

MAIN = uploads.WORD_MAIN
RELATIONSHIPS = "application/vnd.openxmlformats-package.relationships+xml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def word_file() -> bytes:
    document = docx.Document()
    document.add_paragraph("Text.")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


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


def types(main: str = MAIN, more: str = "") -> str:
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


def refusal(content: bytes, limits: Limits = uploads.LIMITS) -> type | None:
    try:
        uploads.check_word(content, limits)
    except refusals.Refused as refused:
        return type(refused)
    return None


def test_a_plain_word_document_passes():
    content = word_file()

    admitted = uploads.admit(SimpleUploadedFile("any name at all.pdf", content), uploads.WORD)

    assert (admitted.content, admitted.name) == (content, "any name at all.pdf.docx")


def test_the_smallest_package_passes_so_that_each_refusal_below_has_one_reason():
    assert refusal(package()) is None


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", refusals.Empty),
        (b"%PDF-1.7", refusals.NotWord),
        (uploads.OLD_WORD_SIGNATURE + b"old", refusals.OldWord),
        (b"PK\x03\x04 and nothing more", refusals.Damaged),
        (word_file()[:-400], refusals.Damaged),
    ],
    ids=["empty", "pdf", "old", "zip in name only", "cut off"],
)
def test_what_is_no_word_document_is_refused(content, expected):
    assert refusal(content) is expected


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"[Content_Types].xml": types("application/vnd.oasis.opendocument.text")}, refusals.NotWord),
        (
            {"[Content_Types].xml": types("application/vnd.ms-word.document.macroEnabled.main+xml")},
            refusals.WithMacros,
        ),
        ({"word/vbaProject.bin": b"\xd0\xcf"}, refusals.WithMacros),
        ({"word/activeX/activeX1.bin": b"x"}, refusals.WithMacros),
        (
            {"word/_rels/document.xml.rels": relationships(("vbaProject", "other.bin", ""))},
            refusals.WithMacros,
        ),
        (
            {
                "word/_rels/settings.xml.rels": relationships(
                    ("attachedTemplate", "https://evil.example/t.dotm", "External")
                )
            },
            refusals.WithOutsideParts,
        ),
        (
            {"word/_rels/document.xml.rels": relationships(("image", "file:///etc/passwd", ""))},
            refusals.WithOutsideParts,
        ),
        (
            {"word/_rels/document.xml.rels": relationships(("image", "../../../etc/passwd", ""))},
            refusals.WithOutsideParts,
        ),
        (
            {"_rels/.rels": relationships(("officeDocument", "../document.xml", ""))},
            refusals.WithOutsideParts,
        ),
        ({"word/document.xml": '<!DOCTYPE d [<!ENTITY a "b">]><document/>'}, refusals.WithEntities),
        (
            {"word/document.xml": '<!DOCTYPE d SYSTEM "http://evil.example/x.dtd"><document/>'},
            refusals.WithEntities,
        ),
        (
            {"word/document.xml": '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE d><d/>'.encode("utf-16")},
            refusals.WithEntities,
        ),
        ({"word/part.bin": b" <!DOCTYPE d><d/>"}, refusals.WithEntities),
        ({"word/document.xml": "<document>"}, refusals.Damaged),
        ({"word/document.xml": "<d>" * 300 + "</d>" * 300}, refusals.Damaged),
        ({"../outside.xml": "<a/>"}, refusals.Damaged),
        ({"WORD/DOCUMENT.XML": "<a/>"}, refusals.Damaged),
    ],
)
def test_a_package_with_something_forbidden_is_refused(parts, expected):
    assert refusal(package(**parts)) is expected


def test_a_link_to_click_is_no_outside_part():
    content = package(
        **{
            "word/_rels/document.xml.rels": relationships(
                ("hyperlink", "https://www.example.org/", "External"),
                ("styles", "styles.xml", ""),
                ("customXml", "../customXml/item1.xml", ""),
            )
        }
    )

    assert refusal(content) is None


def test_the_limits_are_of_what_is_really_unpacked():
    bomb = package(**{"word/media/zeros.bin": b"\0" * 3_000_000})

    assert len(bomb) < 20_000
    assert refusal(bomb, Limits(unpacked=1_000_000)) is refusals.UnpacksTooLarge
    assert refusal(package(), Limits(entries=2)) is refusals.TooManyParts
    assert refusal(package(), Limits(size=100)) is refusals.TooLarge
    assert refusal(package(), Limits(elements=5)) is refusals.UnpacksTooLarge
    assert (
        refusal(package(**{"word/big.xml": f"<a>{'x' * 2000}</a>"}), Limits(xml=1000))
        is refusals.UnpacksTooLarge
    )


def test_an_encrypted_part_is_refused():
    content = bytearray(package())
    content[6] |= 1
    directory = content.rindex(b"PK\x01\x02")
    first = content.index(b"PK\x01\x02")
    for place in {first, directory}:
        content[place + 8] |= 1

    assert refusal(bytes(content)) is refusals.OldWord


@pytest.mark.django_db
def test_a_kept_file_has_a_random_name_and_goes_for_good():
    with uploads.kept(b"content", "docx") as one, uploads.kept(b"content", "docx") as other:
        name = one["stored_as"]

    assert name != other["stored_as"]
    assert (one["size"], one["sha256"]) == (7, hashlib.sha256(b"content").hexdigest())
    assert uploads.stored(name, hashlib.sha256(b"content").hexdigest()) == b"content"
    uploads.drop(name)
    uploads.drop(name)
    with pytest.raises(FileNotFoundError):
        uploads.stored(name, "")


@pytest.mark.django_db
def test_a_file_whose_row_does_not_come_about_is_not_kept():
    with pytest.raises(ZeroDivisionError), uploads.kept(b"content", "docx") as kept:
        raise ZeroDivisionError
    with pytest.raises(FileNotFoundError):
        uploads.stored(kept["stored_as"], "")
