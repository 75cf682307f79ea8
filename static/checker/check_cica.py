#!/usr/bin/env python3
"""Check a package for the SWG, one of its sealed PDFs, a receipt or a certified record of replies.

Neither the portal nor a network is needed.

    python3 check_cica.py package.zip --certificate secretariat.pem
    python3 check_cica.py receipt.json --sha256 CHECKSUM-ON-PAPER
    python3 check_cica.py certificate.json --sha256 CHECKSUM-ON-PAPER

Needs Python 3.9 or newer; for seals also the package `cryptography` (pip install cryptography). A package is
good if its list of files is as it was sealed, every file is as it was listed, and the seals were made with a
certificate of the Secretariat: get that one from the Secretariat, never from the package. A receipt or
a certified record is good if its content gives the checksum that the paper shows.

Ends with 0 where all is good, with 1 where something is not, with 2 where it could not be checked.
"""

import argparse
import datetime as dt
import hashlib
import json
import re
import sys
import zipfile
from pathlib import Path

PACKAGE, RECEIPT, CERTIFICATE = "cica-swg-package/1", "cica-receipt/1", "cica-certificate/1"
# The number of a certified record is that of its note, with this behind it.
OF_RECORD = "-LEDGER"
MANIFEST, SEAL = "manifest.json", "manifest.json.p7s"

SAYS = {
    "good": ("GOOD", "ПОДЛИННО", "ТҮПНҰСҚА"),
    "bad": ("NOT GOOD", "НЕ ПОДЛИННО", "ТҮПНҰСҚА ЕМЕС"),
    "unknown": ("NOT CHECKED", "НЕ ПРОВЕРЕНО", "ТЕКСЕРІЛМЕДІ"),
    "kind": (
        "neither a package (.zip), a sealed PDF nor a receipt or certified record (.json)",
        "это не пакет (.zip), не PDF с печатью, не квитанция и не выписка из ведомости ответов (.json)",
        "бұл құжаттар топтамасы (.zip) да, мөр басылған PDF те, түбіртек не үзінді (.json) те емес",
    ),
    "list": (
        "the list of files is missing or cannot be read",
        "список файлов отсутствует или не читается",
        "файлдар тізбесі жоқ немесе оқылмайды",
    ),
    "missing": (
        "on the list, but not in the package",
        "есть в списке, но нет в пакете",
        "тізбеде бар, бірақ топтамада жоқ",
    ),
    "extra": (
        "in the package, but not on the list",
        "есть в пакете, но нет в списке",
        "топтамада бар, бірақ тізбеде жоқ",
    ),
    "changed": (
        "the checksums do not match: changed",
        "контрольные суммы не совпадают: изменено",
        "бақылау сомалары сәйкес келмейді: өзгертілген",
    ),
    "seal": ("the seal is broken or missing", "печать повреждена или отсутствует", "мөр бұзылған немесе жоқ"),
    "strange": (
        "the seal is of another certificate",
        "печать поставлена другим сертификатом",
        "мөр басқа сертификатпен басылған",
    ),
    "expired": (
        "the certificate was not valid when the seal was made",
        "сертификат не действовал, когда ставилась печать",
        "мөр басылған кезде сертификат жарамсыз болған",
    ),
    "pin": (
        "whole, but whose seal it is was not checked: give --certificate",
        "целостность подтверждена, но чья это печать, не проверено: укажите --certificate",
        "тұтастығы расталды, бірақ мөрдің кімдікі екені тексерілмеді: --certificate көрсетіңіз",
    ),
    "library": (
        "seals need the Python package cryptography",
        "для проверки печати нужен пакет Python cryptography",
        "мөрді тексеру үшін Python тілінің cryptography пакеті қажет",
    ),
    "files": ("files compared", "сверено файлов", "салыстырылған файлдар"),
    "number": (
        "the content is of another number",
        "содержание относится к другому номеру",
        "мазмұны басқа нөмірге тиесілі",
    ),
    "paper": (
        "the checksum is not the one on paper",
        "контрольная сумма не та, что на бумаге",
        "бақылау сомасы қағаздағыдай емес",
    ),
}
LANGUAGES = ("en", "ru", "kk")


class Bad(Exception):
    """Something is not as it was sealed or issued: the key of what to say."""


class Unknown(Exception):
    """It could not be checked: the key of what to say."""


# DER, as much of it as a seal needs ---------------------------------------------------------------------
def parts(data):
    """Return the values that stand in `data` one after the other: tag, content, and all of its bytes."""
    found, at = [], 0
    while at < len(data):
        start, tag, length = at, data[at], data[at + 1]
        at += 2
        if length & 0x80:
            size = length & 0x7F
            length = int.from_bytes(data[at : at + size], "big")
            at += size
        if at + length > len(data):
            raise Bad("seal")
        found.append((tag, data[at : at + length], data[start : at + length]))
        at += length
    return found


def name_of(oid):
    """Return the dotted name of an object identifier."""
    numbers, value = [], 0
    for byte in oid:
        value = value << 7 | byte & 0x7F
        if not byte & 0x80:
            numbers.append(value)
            value = 0
    first = min(numbers[0] // 40, 2)
    return ".".join(map(str, [first, numbers[0] - 40 * first, *numbers[1:]]))


HASHES = {
    "2.16.840.1.101.3.4.2.1": "SHA256",
    "2.16.840.1.101.3.4.2.2": "SHA384",
    "2.16.840.1.101.3.4.2.3": "SHA512",
}
CONTENT_TYPE, DIGEST, TIME = "1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4", "1.2.840.113549.1.9.5"
PSS = "1.2.840.113549.1.1.10"


def read_seal(seal):
    """Return what a seal (CMS, detached, one signer) says: certificates, hash, attributes, signature."""
    try:
        content_info = parts(parts(seal)[0][1])
        signed = parts(parts(content_info[1][1])[0][1])
        certificates = [raw for tag, content, _all in signed if tag == 0xA0 for _t, _c, raw in parts(content)]
        signers = parts(signed[-1][1])
        if len(signers) != 1:
            raise Bad("seal")
        signer = parts(signers[0][1])
        attributes_at = next(number for number, one in enumerate(signer) if one[0] == 0xA0)
        hash_name = HASHES[name_of(parts(signer[attributes_at - 1][1])[0][1])]
        said = {}
        for _tag, content, _all in parts(signer[attributes_at][1]):
            oid, values = parts(content)[:2]
            said[name_of(oid[1])] = parts(values[1])[0]
        return {
            "certificates": certificates,
            "hash": hash_name,
            "said": said,
            "signed": b"\x31" + signer[attributes_at][2][1:],
            "algorithm": name_of(parts(signer[attributes_at + 1][1])[0][1]),
            "signature": signer[attributes_at + 2][1],
        }
    except (IndexError, KeyError, StopIteration, ValueError) as error:
        raise Bad("seal") from error


def time_of(said):
    """Return the time that a seal says it was made at, if it does."""
    if TIME not in said:
        return None
    tag, text, _all = said[TIME]
    pattern = "%y%m%d%H%M%SZ" if tag == 0x17 else "%Y%m%d%H%M%SZ"
    return dt.datetime.strptime(text.decode("ascii"), pattern).replace(tzinfo=dt.timezone.utc)


def check_seal(content, seal, accepted, made_at=None):
    """Check a seal over `content`; return whose it is, and raise Bad at the first thing that is wrong."""
    try:
        from cryptography import x509
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
    except ImportError as error:
        raise Unknown("library") from error
    found = read_seal(seal)
    said = found["said"]
    digest = hashlib.new(found["hash"].lower(), content).digest()
    if DIGEST not in said or CONTENT_TYPE not in said or said[DIGEST][1] != digest:
        raise Bad("changed")
    hash_of = getattr(hashes, found["hash"])()

    def made_it(certificate):
        key = certificate.public_key()
        try:
            if isinstance(key, ec.EllipticCurvePublicKey):
                key.verify(found["signature"], found["signed"], ec.ECDSA(hash_of))
            elif isinstance(key, rsa.RSAPublicKey):
                how = padding.PKCS1v15()
                if found["algorithm"] == PSS:
                    how = padding.PSS(padding.MGF1(hash_of), padding.PSS.AUTO)
                key.verify(found["signature"], found["signed"], how, hash_of)
            else:
                return False
        except InvalidSignature:
            return False
        return True

    brought = [x509.load_der_x509_certificate(one) for one in found["certificates"]]
    own = [x509.load_pem_x509_certificate(one) for one in accepted]
    maker = next((one for one in own + brought if made_it(one)), None)
    if maker is None:
        raise Bad("seal")
    at = time_of(said) or made_at
    begins = getattr(maker, "not_valid_before_utc", None) or maker.not_valid_before.replace(
        tzinfo=dt.timezone.utc
    )
    ends = getattr(maker, "not_valid_after_utc", None) or maker.not_valid_after.replace(
        tzinfo=dt.timezone.utc
    )
    if at is not None and not begins <= at <= ends:
        raise Bad("expired")
    if own and maker not in own and not any(issued(maker, one) for one in own):
        raise Bad("strange")
    fingerprint = maker.fingerprint(hashes.SHA256()).hex()
    when = f", {at:%Y-%m-%dT%H:%M:%SZ}" if at else ""
    return f"{maker.subject.rfc4514_string()}{when}, SHA-256 {fingerprint}"


def issued(certificate, authority):
    """Tell whether an accepted certificate is of the authority that issued the one which sealed."""
    try:
        certificate.verify_directly_issued_by(authority)
    except Exception:
        return False
    return True


# What is checked ----------------------------------------------------------------------------------------
def check_pdf(content, accepted):
    """Check the seal of a PDF: over the whole file, as its last act."""
    ranges = re.findall(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]", content)
    if len(ranges) != 1:
        raise Bad("seal")
    first, length, second, rest = map(int, ranges[0])
    if first or second + rest != len(content) or not 0 < length < second:
        raise Bad("seal")
    written = content[length:second].strip()
    if not re.fullmatch(rb"<[0-9A-Fa-f\s]+>", written):
        raise Bad("seal")
    seal = bytes.fromhex(written[1:-1].decode("ascii"))
    size = 2 + (seal[1] & 0x7F if seal[1] & 0x80 else 0)
    body = int.from_bytes(seal[2:size], "big") if size > 2 else seal[1]
    noted = re.findall(rb"/M\s*\(D:(\d{14})Z?", content)
    made_at = None
    if noted:
        made_at = dt.datetime.strptime(noted[-1].decode(), "%Y%m%d%H%M%S").replace(tzinfo=dt.timezone.utc)
    return check_seal(content[:length] + content[second:], seal[: size + body], accepted, made_at)


def check_package(path, accepted):
    """Check a package; return which files are wrong, whose seal it has, and how many files are listed."""
    wrong = []
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        if len(names) != len(set(names)) or archive.testzip() is not None:
            raise Bad("changed")
        files = {name: archive.read(name) for name in names}
    try:
        manifest = json.loads(files[MANIFEST])
        listed = {one["file"]: one for one in manifest["files"]}
    except (KeyError, TypeError, ValueError) as error:
        raise Bad("list") from error
    if manifest.get("format") != PACKAGE:
        raise Bad("list")
    if SEAL not in files:
        raise Bad("seal")
    by = check_seal(files[MANIFEST], files[SEAL], accepted)
    for name, one in listed.items():
        if name not in files:
            wrong.append((name, "missing"))
        elif hashlib.sha256(files[name]).hexdigest() != one["sha256"]:
            wrong.append((name, "changed"))
        elif one.get("kind") == "package":
            try:
                check_pdf(files[name], accepted)
            except Bad as bad:
                wrong.append((name, str(bad)))
    wrong += [(name, "extra") for name in files if name not in listed and name not in (MANIFEST, SEAL)]
    return wrong, by, len(listed)


def canonical(value):
    """Return the one form of a content that is hashed."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def check_paper(said, on_paper):
    """Check a receipt or a certified record: its content gives its checksum, which is the one on paper."""
    content, found = said.get("content"), said.get("sha256")
    kind = {RECEIPT: dict, CERTIFICATE: list}.get(said.get("format"))
    if kind is None:
        raise Unknown("kind")
    if not isinstance(content, kind) or hashlib.sha256(canonical(content)).hexdigest() != found:
        raise Bad("changed")
    if kind is dict:
        number = content.get("receipt")
        told = f"{content.get('member_state')}, {content.get('received_at')}"
    else:
        numbers = {f"{one['reference']}{OF_RECORD}" for one in content}
        number = numbers.pop() if len(numbers) == 1 else None
        told = ", ".join(f"{one['member_state']}: {one['standing']}" for one in content)
    if number != said.get("number"):
        raise Bad("number")
    if on_paper and "".join(on_paper.split()).lower() != found:
        raise Bad("paper")
    return f"{number}, {told}, SHA-256 {found}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument(
        "file", type=Path, help="package (.zip), sealed PDF, or receipt or certified record (.json)"
    )
    parser.add_argument(
        "--certificate", type=Path, action="append", default=[], help="certificate that is accepted (PEM)"
    )
    parser.add_argument("--sha256", default="", help="the checksum that the paper shows")
    parser.add_argument("--language", choices=LANGUAGES, default="en")
    given = parser.parse_args()

    def say(key):
        return SAYS[key][LANGUAGES.index(given.language)]

    try:
        accepted = [path.read_bytes() for path in given.certificate]
        head = given.file.read_bytes()[:8]
        wrong = []
        if head.startswith(b"PK"):
            wrong, by, number = check_package(given.file, accepted)
            told = f"{say('files')}: {number}; {by}"
        elif head.startswith(b"%PDF-"):
            told = check_pdf(given.file.read_bytes(), accepted)
        else:
            said = json.loads(given.file.read_text(encoding="utf-8"))
            if not isinstance(said, dict):
                raise Unknown("kind")
            print(f"{say('good')}: {check_paper(said, given.sha256)}")
            return 0
    except Bad as bad:
        print(f"{say('bad')}: {say(str(bad))}")
        return 1
    except Unknown as unknown:
        print(f"{say('unknown')}: {say(str(unknown))}")
        return 2
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        print(f"{say('unknown')}: {say('kind')} ({error})")
        return 2
    if wrong:
        for name, key in wrong:
            print(f"{say('bad')}: {name}: {say(key)}")
        return 1
    if not accepted:
        print(f"{say('unknown')}: {say('pin')}: {told}")
        return 2
    print(f"{say('good')}: {told}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
