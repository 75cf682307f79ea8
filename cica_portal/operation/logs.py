"""Log lines: to standard error, with a reference that an error page can show."""

from typing import Any

FIELDS = "{asctime} {levelname} {name} {request_id} {message}"


def configuration(*, style: str, level: str, has_requests: bool) -> dict[str, Any]:
    """Return how lines are written: as text or JSON, from which level, and one for each request or none."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request": {"()": "cica_portal.operation.requests_log.RequestIdFilter"}},
        "formatters": {
            "line": {"format": FIELDS, "style": "{"},
            "json": {"()": "pythonjsonlogger.json.JsonFormatter", "fmt": FIELDS, "style": "{"},
        },
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "filters": ["request"],
                "formatter": style,
            }
        },
        "root": {"handlers": ["console"], "level": level},
        # A seal that is not accepted is an answer, and no warning.
        "loggers": {
            "fontTools": {"level": "WARNING"},
            "weasyprint.progress": {"level": "WARNING"},
            "pikepdf": {"level": "WARNING"},
            "pyhanko": {"level": "ERROR"},
            # A line for each request.
            "portal.access": {"level": "INFO" if has_requests else "WARNING"},
        },
    }
