"""Secrets of second factors are encrypted in the database: a backup alone opens no account.

The key is derived from SECRET_KEY, which is not in the database; former keys are in SECRET_KEY_FALLBACKS.
"""

import base64
from collections.abc import Callable
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from cica_portal.operation import protections

# What is encrypted begins with this; what does not is of before.
MARK = "f1:"
# Where an authenticator has its secret.
HELD = ("secret", "seed")


def encrypt(text: str) -> str:
    return MARK + _keys().encrypt(text.encode()).decode("ascii")


def decrypt(text: str) -> str:
    return _keys().decrypt(text.removeprefix(MARK).encode()).decode() if text.startswith(MARK) else text


def renew(text: str) -> str:
    """Return a secret encrypted by the present key, whichever it was encrypted by."""
    return encrypt(decrypt(text))


def changed(data: dict[str, Any], change: Callable[[str], str]) -> dict[str, Any]:
    """Return the data of an authenticator with each of its secrets changed."""
    found: dict[str, Any] = {name: change(data[name]) for name in HELD if isinstance(data.get(name), str)}
    if isinstance(data.get("migrated_codes"), list):
        found["migrated_codes"] = [change(code) for code in data["migrated_codes"]]
    return data | found


def _keys() -> MultiFernet:
    protections.refuse_own_key(has_key_of_portal=settings.HAS_KEY_OF_PORTAL)
    return MultiFernet([_key(one) for one in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"members.accounts.secrets")
    return Fernet(base64.urlsafe_b64encode(derived.derive(secret.encode())))
