"""The gate as a whole: files known by their content, looked through, scanned if there is a scanner."""

import socket
import struct
import threading

import docx
import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from cica_portal import uploads
from cica_portal.uploads import Limits, gate, scanning
from tests.cica_portal.forms_of_portal import forms_of_the_portal
from tests.factories.comments import PICTURE
from tests.files import blank_pdf, jpeg, locked_pdf, pdf_with, refusal, saved, workbook


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (lambda: saved(blank_pdf()), "pdf"),
        (lambda: saved(docx.Document()), "docx"),
        (workbook, "xlsx"),
        (lambda: PICTURE, "png"),
        (jpeg, "jpg"),
    ],
)
def test_kind_is_read_from_the_content(make, kind):
    upload = SimpleUploadedFile("C:\\папка\\карта.exe", make())
    admitted = uploads.admit(upload)
    assert (admitted.kind, admitted.name, admitted.is_scanned) == (kind, f"карта.exe.{kind}", False)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"MZ\x90\x00", "not_admitted"),
        (b"<html>", "not_admitted"),
        (b"%PDF-1.7 and nothing else", "damaged_pdf"),
        (locked_pdf(), "locked"),
        (pdf_with("file /OpenAction", "<< /S /JavaScript /JS (x) >>"), "active_pdf"),
        (workbook("application/vnd.ms-excel.sheet.macroEnabled.main+xml"), "with_macros"),
        (
            workbook("application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"),
            "not_admitted",
        ),
        (PICTURE[:20], "damaged"),
        (PICTURE[:16] + struct.pack(">II", 60_000, 60_000) + PICTURE[24:], "unpacks_too_large"),
        (jpeg(60_000, 60_000), "unpacks_too_large"),
        (b"\xff\xd8\xff\xe0\x00\x00", "damaged"),
    ],
)
def test_file_is_refused(content, code):
    assert refusal(content) == code


def test_size_is_limited_before_the_file_is_read():
    with pytest.raises(uploads.Refused, match="larger than"):
        uploads.admit(SimpleUploadedFile("a.png", PICTURE), limits=Limits(size=10))


def test_package_is_unpacked_within_the_limits():
    assert refusal(workbook(), limits=Limits(unpacked=10)) == "unpacks_too_large"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Report.PDF", "Report.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("a\x00b\u202e.pdf", "ab.pdf"),
        (".pdf", "pdf.pdf"),
        ("қ" * 300 + ".pdf", "қ" * 120 + ".pdf"),
        ("\u2800\u3164.pdf", "file.pdf"),
    ],
)
def test_name_is_plain_and_ends_as_what_the_file_is(name, shown):
    assert gate.plain_name(name, "pdf") == shown


@pytest.mark.parametrize("kinds", [uploads.WORD, uploads.LETTER, uploads.FORM, uploads.CONTENT_TYPES])
def test_every_kind_of_form_has_its_files_scanned(kinds, monkeypatch):
    kind = "docx" if "docx" in kinds else "xlsx"
    content = {"docx": saved(docx.Document()), "xlsx": workbook()}[kind]
    scanned = []
    monkeypatch.setattr(scanning, "scan", lambda given: not scanned.append(given))

    assert uploads.admit(SimpleUploadedFile("a", content), kinds).is_scanned
    assert scanned == [content]


def test_every_field_for_files_of_the_portal_is_the_gates():
    fields = [
        (form, name, field) for form in forms_of_the_portal() for name, field in form.base_fields.items()
    ]
    files = [
        (form.__name__, name, type(field))
        for form, name, field in fields
        if isinstance(field, forms.FileField)
    ]

    assert len(files) >= 7
    # A receipt or package of the portal's own is looked at and not kept.
    others = {one[0] for one in files if not issubclass(one[2], uploads.AdmittedField)}
    assert others == {"ReceiptFileForm", "PackageCheckForm"}


# The scanner ----------------------------------------------------------------------------------------
@pytest.fixture
def clamd(tmp_path, settings):
    """Return a function that has a scanner answer so, and what it was sent."""
    received: list[bytes] = []

    def answering(verdict: bytes) -> list[bytes]:
        server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        path = tmp_path / f"clamd-{len(verdict)}.socket"
        server.bind(str(path))
        server.listen(1)
        settings.CLAMD_SOCKET = str(path)

        def serve() -> None:
            line, _address = server.accept()
            with line, server:
                got = b""
                while not got.endswith(b"\0\0\0\0"):
                    got += line.recv(65536)
                received.append(got)
                line.sendall(verdict)

        threading.Thread(target=serve, daemon=True).start()
        return received

    return answering


def test_content_passes_the_scanner_whole(clamd):
    received = clamd(b"stream: OK\0")
    content = bytes(range(1, 256)) * 1000
    assert scanning.scan(content) is True
    command, _nul, chunks = received[0].partition(b"\0")
    assert command == b"zINSTREAM"
    found = b""
    while (length := int.from_bytes(chunks[:4])) > 0:
        found, chunks = found + chunks[4 : 4 + length], chunks[4 + length :]
    assert found == content


def test_infected_file_is_refused_by_name(clamd):
    clamd(b"stream: Eicar-Test-Signature FOUND\0")
    with pytest.raises(uploads.Refused, match="Eicar-Test-Signature"):
        scanning.scan(b"x")


@pytest.mark.parametrize("verdict", [b"", b"INSTREAM size limit exceeded. ERROR\0"])
def test_nothing_gets_in_while_the_scanner_has_no_answer(clamd, verdict):
    clamd(verdict)
    with pytest.raises(uploads.Refused) as refused:
        scanning.scan(b"x")
    assert refused.value.code == "scanner_silent"


def test_nothing_gets_in_while_the_scanner_is_away(settings, tmp_path):
    settings.CLAMD_SOCKET = str(tmp_path / "nobody")
    with pytest.raises(uploads.Refused) as refused:
        scanning.scan(b"x")
    assert refused.value.code == "scanner_silent"


def test_without_a_scanner_the_file_is_known_as_not_scanned(settings):
    settings.CLAMD_SOCKET = ""
    assert scanning.scan(b"x") is False
