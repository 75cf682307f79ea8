"""What `check --deploy` says of a production that would start but not serve its users."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register

LEAST_TOKEN = 32


@register(Tags.security, deploy=True)
def production_is_complete(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Warn of a production without an origin for links, a mail server, a queue server or a seal."""
    found: list[CheckMessage] = []
    if not settings.PORTAL_ORIGIN:
        found.append(Warning("PORTAL_ORIGIN is not set: mail to States carries no link.", id="portal.W001"))
    if settings.EMAIL_BACKEND.endswith("smtp.EmailBackend") and settings.EMAIL_HOST == "localhost":
        found.append(Warning("EMAIL_URL is not set: no note can be sent.", id="portal.W002"))
    if not settings.REDIS_URL:
        sentence = "REDIS_URL is not set: only one worker can run, and it has all queues."
        found.append(Warning(sentence, id="portal.W003"))
    if settings.BOUNCE_TOKEN and len(settings.BOUNCE_TOKEN) < LEAST_TOKEN:
        found.append(Warning("BOUNCE_TOKEN is shorter than 32 characters.", id="portal.W004"))
    if settings.METRICS_TOKEN and len(settings.METRICS_TOKEN) < LEAST_TOKEN:
        found.append(Warning("METRICS_TOKEN is shorter than 32 characters.", id="portal.W006"))
    if not any(Path(settings.SEAL_CERTIFICATES).glob("*.pem")):
        sentence = "SEAL_CERTIFICATES holds no certificate (*.pem): no package for the SWG is recognised."
        found.append(Warning(sentence, id="portal.W005"))
    return found
