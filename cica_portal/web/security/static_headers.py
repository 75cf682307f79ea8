"""The policy of static files: they are answered before that of pages is put on, and act on nothing alone."""

POLICY = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'"


def guard(headers: dict[str, str], path: str, url: str) -> None:
    """Put the policy on a file, where WhiteNoise asks once for all its answers."""
    headers["Content-Security-Policy"] = POLICY
    headers["X-Content-Type-Options"] = "nosniff"
