"""Which links a file may have: such as a person must click on, and sees where they lead."""

from urllib.parse import urlsplit

from cica_portal.uploads.refusals import WithLinks

SCHEMES = frozenset({"http", "https", "mailto"})
SHOWN = 80


def check(target: str) -> None:
    """Refuse a link that leads anywhere but to a web page, a mail address or a place in the file."""
    if not target.startswith("#") and scheme(target) not in SCHEMES:
        raise WithLinks(target=target[:SHOWN])


def is_outside(target: str) -> bool:
    """Tell whether a reference leads out of the file: by a scheme, or to another host."""
    return scheme(target) not in {"", "data"} or target.strip().startswith(("//", "\\"))


def scheme(target: str) -> str:
    try:
        return urlsplit(target.strip()).scheme.lower()
    except ValueError:
        return target.partition(":")[0].lower()
