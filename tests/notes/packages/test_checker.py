"""The program that checks without the portal: on stored examples, whole and changed, in its own process."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from comments.enums import Position
from comments.models import Receipt
from comments.procedure import certificates
from comments.procedure.replies import ledger
from comments.writing import receipts
from notes.packages import keeping
from tests.factories import comments, members

EXAMPLES = Path(__file__).parent / "examples"
PROGRAM = settings.BASE_DIR / "static" / "checker" / "check_cica.py"


def check(*arguments):
    """Run the program alone: without Django, the code of the portal and its settings."""
    done = subprocess.run(
        [sys.executable, "-I", str(PROGRAM), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin", "PYTHONIOENCODING": "utf-8"},
    )
    assert done.stderr == ""
    return done.returncode, done.stdout


def test_stored_examples_are_good():
    certificate = EXAMPLES / "secretariat.pem"
    code, said = check(EXAMPLES / "package.zip", "--certificate", certificate)
    assert (code, said.startswith("GOOD: files compared: 2; ")) == (0, True)
    assert "DEMONSTRATION" in said and "2026-11-27T18:38:06Z" in said
    code, said = check(EXAMPLES / "sealed.pdf", "--certificate", certificate)
    assert (code, said.startswith("GOOD: ")) == (0, True)
    code, said = check(EXAMPLES / "receipt.json", "--sha256", json_of("receipt.json")["sha256"].upper())
    assert (code, said.startswith("GOOD: NCT/ICT/689-KZ-1, KZ, 2022-06-01")) == (0, True)
    code, said = check(EXAMPLES / "certificate.json", "--sha256", json_of("certificate.json")["sha256"])
    assert (code, said.startswith("GOOD: NCT/ICT/689-LEDGER, KZ: no_objection, RU: no_reply, ")) == (0, True)


def json_of(name):
    return json.loads((EXAMPLES / name).read_text(encoding="utf-8"))


def test_without_a_certificate_nobody_is_named_the_sealer():
    code, said = check(EXAMPLES / "package.zip", "--language", "ru")
    assert (code, said.startswith("НЕ ПРОВЕРЕНО: ")) == (2, True)


def repacked(tmp_path, change):
    with zipfile.ZipFile(EXAMPLES / "package.zip") as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    path = tmp_path / "package.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def relist(files, find, put):
    files["manifest.json"] = files["manifest.json"].replace(find, put)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda files: files.update({"originals/a-plan-en.docx": b"PK other"}), "do not match: changed"),
        (lambda files: files.pop("originals/a-plan-en.docx"), "on the list, but not in the package"),
        (lambda files: files.update({"more.txt": b"x"}), "in the package, but not on the list"),
        (lambda files: relist(files, b'"plan"', b'"text"'), "do not match: changed"),
        (lambda files: files.pop("manifest.json.p7s"), "the seal is broken or missing"),
        (lambda files: files.pop("manifest.json"), "the list of files is missing"),
        (
            lambda files: files.update({"manifest.json.p7s": files["manifest.json.p7s"][:-1] + b"\x00"}),
            "the seal is broken or missing",
        ),
    ],
)
def test_what_was_tampered_with_is_found(tmp_path, change, said):
    code, found = check(repacked(tmp_path, change), "--certificate", EXAMPLES / "secretariat.pem")
    assert (code, said in found) == (1, True), found


def test_a_pdf_with_something_added_is_not_good(tmp_path):
    path = tmp_path / "sealed.pdf"
    path.write_bytes((EXAMPLES / "sealed.pdf").read_bytes() + b"\n% added\n")
    assert check(path, "--certificate", EXAMPLES / "secretariat.pem")[0] == 1


def test_the_seal_of_somebody_else_is_not_good(settings, tmp_path):
    from documents import sealing  # noqa: PLC0415 - the settings are the test's own

    settings.SEAL_KEY_FILE, settings.SEAL_CERTIFICATES = str(tmp_path / "seal.p12"), str(tmp_path)
    sealing.prepare_demonstration()
    code, said = check(EXAMPLES / "package.zip", "--certificate", tmp_path / "demonstration.pem")
    assert (code, "of another certificate" in said) == (1, True)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda one: one["content"].update(member_state="TR"), "do not match: changed"),
        (lambda one: one["content"]["comments"][0].update(remark="Another"), "do not match: changed"),
        (lambda one: one.update(number="NCT/ICT/689-KZ-2"), "of another number"),
    ],
)
def test_a_receipt_of_another_content_is_not_good(tmp_path, change, said):
    receipt = json_of("receipt.json")
    change(receipt)
    path = tmp_path / "receipt.json"
    path.write_text(json.dumps(receipt, ensure_ascii=False), encoding="utf-8")
    code, found = check(path)
    assert (code, said in found) == (1, True), found


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda one: one["content"][1].update(standing="no_objection"), "do not match: changed"),
        (lambda one: one["content"].pop(), "do not match: changed"),
        (lambda one: one.update(content={}), "do not match: changed"),
        (lambda one: one.update(number="NCT/ICT/690-LEDGER"), "of another number"),
        (lambda one: one.update(format="cica-certificate/9"), "NOT CHECKED"),
    ],
)
def test_a_certified_record_of_another_content_is_not_good(tmp_path, change, said):
    record = json_of("certificate.json")
    change(record)
    path = tmp_path / "certificate.json"
    path.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    code, found = check(path)
    assert (code != 0, said in found) == (True, True), found


@pytest.mark.parametrize("name", ["receipt.json", "certificate.json"])
def test_a_paper_is_compared_with_the_checksum_on_it(name):
    assert check(EXAMPLES / name, "--sha256", "0" * 64)[0] == 1


def test_what_is_neither_is_not_checked(tmp_path):
    path = tmp_path / "letter.txt"
    path.write_text("Dear colleague")
    assert check(path)[0] == 2


@pytest.mark.django_db
def test_a_receipt_is_downloaded_as_its_program_reads_it(client, set_clock, tmp_path):
    consultation = comments.consultation()
    set_clock("2022-06-01T12:00:00+06:00")
    person = members.contact_point(members.member_state("KZ"))
    comments.draft(consultation, person)
    comments.answer(consultation, person, Position.COMMENTS)
    receipt = Receipt.objects.get()
    answer = client.signed_in(person).get(reverse("comments:receipt-content", args=[receipt.number]))
    assert answer.headers["Content-Disposition"].startswith("attachment")
    path = tmp_path / "receipt.json"
    path.write_bytes(b"".join(answer) if answer.streaming else answer.content)
    assert check(path, "--sha256", receipt.sha256)[0] == 0
    page = client.page("comments:receipt-detail", receipt.number)
    assert reverse("comments:receipt-content", args=[receipt.number]) in page
    client.force_login(members.contact_point(members.member_state("TR")))
    assert client.get(reverse("comments:receipt-content", args=[receipt.number])).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["notes:note-check", "comments:receipt-check"])
def test_pages_that_check_offer_the_program(client, page):
    assert 'download="check_cica.py"' in client.page(page)


def test_the_program_is_part_of_each_package():
    assert keeping.CHECKER.read_bytes() == PROGRAM.read_bytes()
    assert receipts.FORMAT in PROGRAM.read_text() and certificates.FORMAT in PROGRAM.read_text()
    assert f'"{ledger.CERTIFICATE}"' in PROGRAM.read_text() and keeping.FORMAT in PROGRAM.read_text()
