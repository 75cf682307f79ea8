"""Where a request comes from: the client's own address, as the operator's proxies saw it (rule 36).

Each of our proxies appends to X-Forwarded-For the address that it was asked from. What stands before the part
that they wrote is the client's word, and counts for nothing.
"""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "0.0.0.0"
# So much of an IPv6 address is given to one house, which may choose the rest anew for each request.
IPV6_PREFIX = 64


def address_of(request: HttpRequest) -> str:
    """Return the client's address; `UNKNOWN` where a proxy or a socket names none."""
    proxies = settings.TRUSTED_PROXY_COUNT
    told = request.headers.get("X-Forwarded-For", "") if proxies else ""
    chain = [part for part in told.split(",") if part.strip()] + [request.META.get("REMOTE_ADDR") or ""]
    return _parsed(chain[-min(proxies + 1, len(chain))])


def network_of(address: str) -> str:
    """Return what counts as one client: an IPv4 address, or the network of an IPv6 address."""
    parsed = ipaddress.ip_address(address)
    if parsed.version == 4:
        return address
    return str(ipaddress.ip_network(f"{address}/{IPV6_PREFIX}", strict=False).network_address)


def _parsed(text: str) -> str:
    """Read an address as proxies write it: alone, with a port, in brackets, or IPv4 written as IPv6."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        parsed = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return UNKNOWN
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)
