"""What `check --deploy` says of a production that would start but not serve its users."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register

LEAST_TOKEN = 32
# Mail that stays on the machine is read by nobody on its way.
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@register(Tags.security, deploy=True)
def production_is_complete(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Warn of all that would hurt its users or its operator: links, mail, proxy, record, seal, tokens."""
    found = [*_links(), *_mail(), *_record(), *_others()]
    return [Warning(sentence, id=f"portal.{number}") for number, is_so, sentence in found if is_so]


def _links() -> Iterator[tuple[str, bool, str]]:
    scheme = urlsplit(settings.PORTAL_ORIGIN).scheme
    yield "W001", not scheme, "PORTAL_ORIGIN is not set or names no scheme: mail to States carries no link."
    sentence = "PORTAL_ORIGIN is not https: links in mail will not work, for the portal sends http to https."
    yield "W008", scheme not in {"", "https"}, sentence
    sentence = "ALLOWED_HOSTS has *: whoever asks chooses the portal's name. List its host names."
    yield "W009", "*" in settings.ALLOWED_HOSTS, sentence
    sentence = (
        "BEHIND_PROXY is not said: say true or false. Without it all people behind a proxy share one address "
        "and its limits."
    )
    yield "W010", not settings.SAYS_WHETHER_BEHIND_PROXY, sentence


def _mail() -> Iterator[tuple[str, bool, str]]:
    is_smtp = settings.EMAIL_BACKEND.endswith("SMTPBackend")
    is_in_clear = not (settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL)
    sentence = "EMAIL_URL is smtp: to another machine: notes leave in clear. Use smtp+tls or smtp+ssl."
    yield "W007", is_smtp and is_in_clear and settings.EMAIL_HOST not in LOOPBACK, sentence
    is_told = settings.BOUNCE_MAILBOX or settings.BOUNCE_TOKEN or settings.MAIL_PROVIDER != "none"
    sentence = (
        "Neither BOUNCE_MAILBOX nor BOUNCE_TOKEN nor MAIL_PROVIDER is set: returned mail is not read, and a "
        "State that was not reached counts as silent."
    )
    yield "W013", not is_told, sentence


def _record() -> Iterator[tuple[str, bool, str]]:
    sentence = "OPERATOR_ADDRESS is not set: nobody is told when sweeps stand still or letters wait."
    yield "W011", not settings.OPERATOR_ADDRESS, sentence
    sentence = (
        "AUDIT_WITNESS is not set: the head of the record stays on this machine, and a rewritten record "
        "would not be noticed."
    )
    yield "W012", not settings.AUDIT_WITNESS, sentence
    folder = Path(settings.AUDIT_HEAD_FILE).parent
    sentence = f"AUDIT_HEAD_FILE: nothing can be written to {folder}, and no head of the record is kept."
    yield "W014", not os.access(folder, os.W_OK | os.X_OK), sentence


def _others() -> Iterator[tuple[str, bool, str]]:
    sentence = "REDIS_URL is not set: only one worker can run, and it has all queues."
    yield "W003", not settings.REDIS_URL, sentence
    for number, name in (("W004", "BOUNCE_TOKEN"), ("W006", "METRICS_TOKEN")):
        is_short = 0 < len(getattr(settings, name)) < LEAST_TOKEN
        yield number, is_short, f"{name} is shorter than {LEAST_TOKEN} characters."
    has_seal = any(Path(settings.SEAL_CERTIFICATES).glob("*.pem"))
    sentence = "SEAL_CERTIFICATES holds no certificate (*.pem): no package for the SWG is recognised."
    yield "W005", not has_seal, sentence
    named = [bool(getattr(settings, f"SEAL_TOKEN{part}")) for part in ("_MODULE", "", "_KEY")]
    sentence = "SEAL_TOKEN_MODULE, SEAL_TOKEN, SEAL_TOKEN_KEY: one is set, another is not. Nothing is sealed."
    yield "W015", any(named) and not all(named), sentence
