"""How often one address may ask a question that anybody may ask."""

from django.core.cache import cache
from django.http import HttpRequest

from cica_portal.web.security import clients, security_log


def is_within(request: HttpRequest, action: str, *, most: int, seconds: int) -> bool:
    """Count this question of the client's address; tell whether it is among the first `most` of its span."""
    client = clients.network_of(clients.address_of(request))
    if counts_within(f"{action}:{client}", most=most, seconds=seconds):
        return True
    security_log.write(request, "too many")
    return False


def counts_within(name: str, *, most: int, seconds: int) -> bool:
    """Count one more of this name; tell whether it is among the first `most` of its span."""
    key = f"throttle:{name}"
    if cache.add(key, 1, seconds):
        return True
    try:
        return cache.incr(key) <= most
    except ValueError:  # the span ended between the two
        return cache.add(key, 1, seconds)
