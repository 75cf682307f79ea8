"""Long lists: what narrows one stays in the address from page to page."""

from urllib.parse import urlencode

from django.http import HttpRequest


def query(request: HttpRequest) -> str:
    """Return what narrows the list as it stands in the address, with its closing "&"."""
    kept = [(name, value) for name, value in request.GET.items() if name not in {"page", "as"} and value]
    return f"{urlencode(kept)}&" if kept else ""
