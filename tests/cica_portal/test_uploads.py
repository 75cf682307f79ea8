"""The gate for files: what passes, and what is refused in which words (rule 25)."""

import hashlib

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cica_portal import uploads
from cica_portal.uploads import Limits
from tests.files import package, refusal, relationships, saved, types


def test_a_plain_word_document_passes():
    content = saved(docx.Document())

    admitted = uploads.admit(SimpleUploadedFile("any name at all.pdf", content), uploads.WORD)

    assert (admitted.content, admitted.name) == (content, "any name at all.pdf.docx")


def test_the_smallest_package_passes_so_that_each_refusal_below_has_one_reason():
    assert not refusal(package())


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "empty"),
        (b"%PDF-1.7", "not_word"),
        (uploads.OLD_WORD_SIGNATURE + b"old", "old_word"),
        (b"PK\x03\x04 and nothing more", "damaged"),
        (saved(docx.Document())[:-400], "damaged"),
    ],
    ids=["empty", "pdf", "old", "zip in name only", "cut off"],
)
def test_what_is_no_word_document_is_refused(content, expected):
    assert refusal(content, uploads.WORD) == expected


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"[Content_Types].xml": types("application/vnd.oasis.opendocument.text")}, "not_word"),
        (
            {"[Content_Types].xml": types("application/vnd.ms-word.document.macroEnabled.main+xml")},
            "with_macros",
        ),
        ({"word/activeX/activeX1.bin": b"x"}, "with_macros"),
        (
            {"word/_rels/document.xml.rels": relationships(("vbaProject", "other.bin", ""))},
            "with_macros",
        ),
        (
            {"word/_rels/document.xml.rels": relationships(("image", "file:///etc/passwd", ""))},
            "with_outside_parts",
        ),
        (
            {"word/_rels/document.xml.rels": relationships(("image", "../../../etc/passwd", ""))},
            "with_outside_parts",
        ),
        (
            {"_rels/.rels": relationships(("officeDocument", "../document.xml", ""))},
            "with_outside_parts",
        ),
        ({"word/document.xml": '<!DOCTYPE d [<!ENTITY a "b">]><document/>'}, "with_entities"),
        (
            {"word/document.xml": '<!DOCTYPE d SYSTEM "http://evil.example/x.dtd"><document/>'},
            "with_entities",
        ),
        (
            {"word/document.xml": '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE d><d/>'.encode("utf-16")},
            "with_entities",
        ),
        ({"word/part.bin": b" <!DOCTYPE d><d/>"}, "with_entities"),
        ({"word/document.xml": "<document>"}, "damaged"),
        ({"word/document.xml": "<d>" * 300 + "</d>" * 300}, "damaged"),
        ({"../outside.xml": "<a/>"}, "damaged"),
        ({"WORD/DOCUMENT.XML": "<a/>"}, "damaged"),
    ],
)
def test_a_package_with_something_forbidden_is_refused(parts, expected):
    assert refusal(package(**parts), uploads.WORD) == expected


def test_the_limits_are_of_what_is_really_unpacked():
    bomb = package(**{"word/media/zeros.bin": b"\0" * 3_000_000})

    assert len(bomb) < 20_000
    assert refusal(bomb, limits=Limits(unpacked=1_000_000)) == "unpacks_too_large"
    assert refusal(package(), limits=Limits(entries=2)) == "too_many_parts"
    assert refusal(package(), limits=Limits(size=100)) == "too_large"
    assert refusal(package(), limits=Limits(elements=5)) == "unpacks_too_large"
    assert (
        refusal(package(**{"word/big.xml": f"<a>{'x' * 2000}</a>"}), limits=Limits(xml=1000))
        == "unpacks_too_large"
    )


def test_an_encrypted_part_is_refused():
    content = bytearray(package())
    content[6] |= 1
    directory = content.rindex(b"PK\x01\x02")
    first = content.index(b"PK\x01\x02")
    for place in {first, directory}:
        content[place + 8] |= 1

    assert refusal(bytes(content)) == "old_word"


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
