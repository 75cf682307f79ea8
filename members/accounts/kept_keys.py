"""The key under which a person's browser keeps typed text: without signing in it cannot be read (rule 45).

It is derived from SECRET_KEY for each account, and stands on every page for that person; the browser keeps it
nowhere (static/portal/kept_store.js). What was written under a former key is read while that is a fallback.
"""

import base64
import secrets

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from members.models import User

LENGTH = 32


def shown(user: User) -> str:
    """Return the keys of `user`, the present one first, as a page bears them.

    Each is behind a mask of its own for each page, as Django does with its token: pages leave compressed.
    """
    return " ".join(_masked(key) for key in keys(user))


def keys(user: User) -> list[bytes]:
    return [_derived(secret, user) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def _derived(secret: str, user: User) -> bytes:
    info = f"members.accounts.kept_keys:{user.pk}".encode()
    return HKDF(algorithm=SHA256(), length=LENGTH, salt=None, info=info).derive(secret.encode())


def _masked(key: bytes) -> str:
    mask = secrets.token_bytes(LENGTH)
    return base64.b64encode(mask + bytes(a ^ b for a, b in zip(mask, key, strict=True))).decode()
