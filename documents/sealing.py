"""The Secretariat's seal: a signature over a PDF as its last act, and over the manifest beside its file.

The key lies in a PKCS#12 file that only the processes that print read, or never leaves a token of the
house's own (PKCS#11), as a qualified signature asks for. A seal is checked against the certificates of a
folder, present and past ones: never against what a paper brings along. Long after a certificate has run out,
a seal is still judged at the time at which it was made.
"""

import asyncio
import datetime as dt
import functools
import io
import logging
import os
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from asn1crypto import cms, x509
from cryptography import x509 as crypto_x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from django.conf import settings
from pkcs11.exceptions import PinIncorrect, PinLocked
from pkcs11.exceptions import PKCS11Error as TokenError
from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.general import SigningError, UnacceptableSignerError
from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigMDPSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.timestamps import TimestampRequestError
from pyhanko.sign.validation import (
    SignatureCoverageLevel,
    async_validate_detached_cms,
    validate_pdf_signature,
)
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.status import SignatureStatus
from pyhanko_certvalidator import ValidationContext

from cica_portal import organization
from cica_portal.errors import Refusal
from documents import time_stamps

logger = logging.getLogger(__name__)

FIELD = "Seal"
DIGEST = "sha256"
# Hexadecimal digits left free for a seal: one with a chain of certificates takes a quarter of them.
ROOM = 32_768
DEMONSTRATION = "DEMONSTRATION"
# Long enough for the demonstration's clock to be set to the reference case, and for a package to be kept.
DEMONSTRATION_LASTS = (dt.datetime(2015, 1, 1, tzinfo=dt.UTC), dt.datetime(2045, 1, 1, tzinfo=dt.UTC))

SEALING_ONLY = crypto_x509.KeyUsage(
    digital_signature=True,
    content_commitment=True,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=False,
    crl_sign=False,
    encipher_only=False,
    decipher_only=False,
)


@dataclass(frozen=True, slots=True)
class Seal:
    """What was found of a seal: unbroken and by whom, by the file's own word; accepted or not, by ours."""

    is_whole: bool
    is_accepted: bool
    subject: str = ""
    made_at: dt.datetime | None = None
    stamped_at: dt.datetime | None = None
    is_absent: bool = False

    @property
    def is_demonstration(self) -> bool:
        return DEMONSTRATION in self.subject


NONE = Seal(is_whole=False, is_accepted=False)
ABSENT = Seal(is_whole=False, is_accepted=False, is_absent=True)


# The key ---------------------------------------------------------------------------------------------
def signer() -> signers.Signer:
    """Return what seals: the token, where one is named, else the key of the file; refuse where there is none.
    A demonstration makes its own key."""
    if settings.SEAL_TOKEN_MODULE:
        if found := _token(settings.SEAL_TOKEN_MODULE, settings.SEAL_TOKEN, settings.SEAL_TOKEN_KEY):
            return found
        raise Refusal("documents.no_token")
    if settings.DEMONSTRATION:
        prepare_demonstration()
    path = Path(settings.SEAL_KEY_FILE)
    try:
        written = path.stat().st_mtime_ns
    except OSError as error:
        raise Refusal("documents.no_seal") from error
    return _signer(path, written)


@functools.lru_cache(maxsize=1)  # opening the key is slow by intent; a new file is another key
def _signer(path: Path, _written: int) -> signers.SimpleSigner:
    passphrase = settings.SEAL_PASSPHRASE.encode() or None
    # Of an RSA key: PSS, since ASVS 5.0 admits no PKCS#1 v1.5 any more. Others take no notice.
    found = signers.SimpleSigner.load_pkcs12(str(path), passphrase=passphrase, prefer_pss=True)
    if found is None:
        raise Refusal("documents.no_seal")
    return found


@functools.lru_cache(maxsize=1)  # a process logs in to a token once: a second login is refused
def _token(module: str, label: str, key: str) -> signers.Signer | None:
    """Log in to the token and return what signs by its key, whose certificate bears the same label there. A
    wrong PIN is tried once in a process, since a few lock the token: then nothing is returned."""
    try:
        pin = Path(settings.SEAL_TOKEN_PIN_FILE).read_text(encoding="utf-8").strip()
        session = open_pkcs11_session(module, token_criteria=TokenCriteria(label=label), user_pin=pin)
    except (PinIncorrect, PinLocked):
        logger.exception("The PIN of the token is not accepted.")
        return None
    except (OSError, TokenError, RuntimeError) as error:
        raise Refusal("documents.no_token") from error
    found = PKCS11Signer(session, cert_label=key, key_label=key, prefer_pss=True)
    try:
        logger.info("The token seals as %s.", subject_of(found.signing_cert))
    except (TokenError, SigningError) as error:
        session.close()
        raise Refusal("documents.no_token") from error
    return found


def subject_of(certificate: x509.Certificate) -> str:
    """Name the holder of a certificate by its common name, as every reader of PDFs does."""
    named = certificate.subject.native.get("common_name")
    return str(named or certificate.subject.human_friendly)


def accepted(folder: Path | None = None) -> list[x509.Certificate]:
    """Return the certificates whose seals are the Secretariat's."""
    files = sorted(Path(folder or settings.SEAL_CERTIFICATES).glob("*.pem"))
    return list(load_certs_from_pemder([str(file) for file in files]))


def prepare_demonstration() -> None:
    """Make the demonstration's own key and certificate, once; both say what they are."""
    if not Path(settings.SEAL_KEY_FILE).exists():
        make_key(
            organization.name("secretariat_short", "en"),
            f"{organization.name('secretariat_short', 'en')}, {DEMONSTRATION}, not valid",
            DEMONSTRATION_LASTS,
            file="demonstration.pem",
        )


def make_key(
    organization: str, holder: str, lasts: tuple[dt.datetime, dt.datetime], *, file: str
) -> crypto_x509.Certificate:
    """Make a key with a certificate that it signs itself, and write both where the settings want them.

    The certificate is valid for `lasts`, in UTC, and is kept in the folder of the accepted ones as `file`.
    Raises KeyThere where a key lies at SEAL_KEY_FILE: no key is ever overwritten.
    """
    path, folder = Path(settings.SEAL_KEY_FILE), Path(settings.SEAL_CERTIFICATES)
    if path.exists() or (folder / file).exists():
        raise Refusal("documents.key_there")
    key = ec.generate_private_key(ec.SECP256R1())
    name = crypto_x509.Name(
        [
            crypto_x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization),
            crypto_x509.NameAttribute(NameOID.COMMON_NAME, holder),
        ]
    )
    certificate = (
        crypto_x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(crypto_x509.random_serial_number())
        .not_valid_before(lasts[0])
        .not_valid_after(lasts[1])
        .add_extension(crypto_x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(SEALING_ONLY, critical=True)
        .add_extension(crypto_x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    passphrase = settings.SEAL_PASSPHRASE.encode()
    protection = (
        serialization.BestAvailableEncryption(passphrase) if passphrase else serialization.NoEncryption()
    )
    folder.mkdir(parents=True, exist_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    (folder / file).write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    aside = path.with_suffix(".new")
    with open(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(pkcs12.serialize_key_and_certificates(b"seal", key, certificate, None, protection))
    aside.replace(path)
    return certificate


# Sealing ---------------------------------------------------------------------------------------------
def seal_pdf(content: bytes, by: signers.Signer) -> bytes:
    """Return the PDF with the seal (PAdES) as its last revision: no change is allowed after it."""
    seal = SignatureObject(dt.datetime.now(dt.UTC), SigSeedSubFilter.PADES, bytes_reserved=ROOM)
    sealing = PdfCMSEmbedder().write_cms(FIELD, IncrementalPdfFileWriter(io.BytesIO(content)))
    next(sealing)
    last = SigMDPSetup(DIGEST, certify=True, docmdp_perms=MDPPerm.NO_CHANGES)
    sealing.send(SigObjSetup(seal, mdp_setup=last))
    covered, sealed = sealing.send(SigIOSetup(DIGEST, in_place=True))
    digest = covered.document_digest
    sealing.send(_stamped(lambda to: by.async_sign(digest, DIGEST, use_pades=True, timestamper=to)))
    return sealed.getvalue()


def seal_beside(content: bytes, by: signers.Signer) -> bytes:
    """Return a seal over `content` for a file of its own (CMS, detached; `openssl cms -verify` reads it)."""
    said = PdfCMSSignedAttributes(signing_time=dt.datetime.now(dt.UTC).replace(microsecond=0))
    return _stamped(
        lambda to: by.async_sign_general_data(
            content, DIGEST, detached=True, timestamper=to, signed_attr_settings=said
        )
    ).dump()


def _stamped(sign: Callable[[time_stamps.Authority | None], Coroutine[Any, Any, Any]]) -> Any:
    """Sign with the authority's time stamp, or without one where it is away or answers amiss."""
    if authority := time_stamps.authority():
        try:
            return _awaited(sign(authority))
        except TimestampRequestError:
            logger.exception("The authority of SEAL_TIME_STAMPS gave no time stamp: sealed without one.")
    return _awaited(sign(None))


def _awaited(made: Coroutine[Any, Any, Any]) -> Any:
    """Wait for what the library does asynchronously, in a thread of its own: a loop may run in this one."""
    with ThreadPoolExecutor(max_workers=1) as own:
        return own.submit(asyncio.run, made).result()


# Checking --------------------------------------------------------------------------------------------
def check_pdf(content: bytes, certificates: Sequence[x509.Certificate]) -> Seal:
    """Return what the seal of a PDF is worth: over the whole file, by one of these certificates."""
    try:
        found = PdfFileReader(io.BytesIO(content)).embedded_signatures
        if len(found) != 1:
            return NONE if found else ABSENT
        made_at = found[0].self_reported_timestamp
        stamped_at = _awaited(time_stamps.stamped_at(found[0].signer_info, made_at))
        status = validate_pdf_signature(found[0], _context(certificates, stamped_at or made_at))
    except (PdfError, SignatureValidationError, UnacceptableSignerError, ValueError, KeyError, TypeError):
        return NONE
    covers = status.coverage == SignatureCoverageLevel.ENTIRE_FILE and bool(status.docmdp_ok)
    return _judged(status, made_at, stamped_at, is_whole=covers)


def check_beside(content: bytes, seal: bytes, certificates: Sequence[x509.Certificate]) -> Seal:
    """Return what a seal beside a file is worth."""
    try:
        info = cms.ContentInfo.load(seal, strict=True)
        if info["content_type"].native != "signed_data":
            return NONE
        data = info["content"]
        attributes = data["signer_infos"][0]["signed_attrs"]
        said = (one["values"][0].native for one in attributes if one["type"].native == "signing_time")
        made_at = next(said, None)
        stamped_at = _awaited(time_stamps.stamped_at(data["signer_infos"][0], made_at))
        status = _awaited(
            async_validate_detached_cms(
                content, data, signer_validation_context=_context(certificates, stamped_at or made_at)
            )
        )
    except (SignatureValidationError, UnacceptableSignerError, ValueError, KeyError, TypeError):
        return NONE
    return _judged(status, made_at, stamped_at)


def _judged(
    status: SignatureStatus,
    made_at: dt.datetime | None,
    stamped_at: dt.datetime | None,
    *,
    is_whole: bool = True,
) -> Seal:
    is_whole = is_whole and status.intact and status.valid
    return Seal(is_whole, status.trusted, subject_of(status.signing_cert), made_at, stamped_at)


def _context(certificates: Sequence[x509.Certificate], moment: dt.datetime | None) -> ValidationContext:
    return ValidationContext(
        trust_roots=list(certificates),
        allow_fetching=False,
        moment=moment or dt.datetime.now(dt.UTC),
        best_signature_time=moment,
        revocation_mode="soft-fail",
    )
