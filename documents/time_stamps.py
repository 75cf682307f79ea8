"""Time stamps of an outside authority on seals (RFC 3161), so that a seal outlives its certificate.

An answer is taken only if it is over this very signature, by an authority whose certificate lies in the
folder, and within an hour of the renderer's clock. Where none can be had the seal is made without: a paper
does not wait for a stranger's server.
"""

import asyncio
import datetime as dt
import hashlib
import logging
from collections.abc import Callable, Sequence
from pathlib import Path

import requests
from asn1crypto import cms, tsp, x509
from django.conf import settings
from pyhanko.keys import load_certs_from_pemder
from pyhanko.sign.general import UnacceptableSignerError
from pyhanko.sign.timestamps import TimeStamper, TimestampRequestError
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko.sign.validation.status import TimestampSignatureStatus
from pyhanko_certvalidator import ValidationContext

logger = logging.getLogger(__name__)

PATIENCE = 5
FURTHEST = dt.timedelta(hours=1)
FAULTS = (SignatureValidationError, UnacceptableSignerError, ValueError, KeyError, TypeError, AttributeError)


class Authority(TimeStamper):
    """The authority of the settings, each of whose answers is checked before it is taken."""

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        proxy = settings.SEAL_TIME_STAMPS_PROXY
        answer = await asyncio.to_thread(
            requests.post,
            settings.SEAL_TIME_STAMPS,
            req.dump(),
            headers={"Content-Type": "application/timestamp-query"},
            proxies={"http": proxy, "https": proxy} if proxy else None,
            timeout=PATIENCE,
            allow_redirects=False,
        )
        answer.raise_for_status()
        return tsp.TimeStampResp.load(answer.content)

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        try:
            token = await super().async_timestamp(message_digest, md_algorithm)
            at = await _checked(token, lambda _algorithm: message_digest, accepted())
        except (requests.RequestException, *FAULTS) as error:
            raise TimestampRequestError("The authority is away, or its answer is no time stamp.") from error
        if at is None or abs(at - dt.datetime.now(dt.UTC)) > FURTHEST:
            raise TimestampRequestError("The time stamp is not of an accepted authority, or an hour off.")
        return token


def authority() -> Authority | None:
    """Return the authority to ask, if one is set."""
    return Authority() if settings.SEAL_TIME_STAMPS else None


def accepted() -> list[x509.Certificate]:
    """Return the certificates of the authorities, present and past ones, whose time stamps count."""
    files = sorted((Path(settings.SEAL_CERTIFICATES) / "authorities").glob("*.pem"))
    return list(load_certs_from_pemder([str(file) for file in files]))


async def stamped_at(signed: cms.SignerInfo, said: dt.datetime | None) -> dt.datetime | None:
    """Return when an accepted authority saw this signature; None without a stamp that counts, or with one
    far from the time that the seal says of itself."""
    try:
        tokens = [
            attribute["values"][0]
            for attribute in signed["unsigned_attrs"]
            if attribute["type"].native == "signature_time_stamp_token"
        ]
        if len(tokens) != 1:
            return None
        value = signed["signature"].native
        at = await _checked(tokens[0], lambda name: hashlib.new(name, value).digest(), accepted())
    except FAULTS:
        return None
    return at if at and said and abs(at - said) <= FURTHEST else None


async def _checked(
    token: cms.ContentInfo, imprint: Callable[[str], bytes], certificates: Sequence[x509.Certificate]
) -> dt.datetime | None:
    """Return the time of a token if it is whole, of what it should be, and of one of these authorities."""
    signed = token["content"]
    at: dt.datetime = signed["encap_content_info"]["content"].parsed["gen_time"].native
    context = ValidationContext(
        trust_roots=list(certificates),
        allow_fetching=False,
        moment=at,
        best_signature_time=at,
        revocation_mode="soft-fail",
    )
    found = TimestampSignatureStatus(**await validate_tst_signed_data(signed, context, imprint))
    return at if found.intact and found.valid and found.trusted else None
