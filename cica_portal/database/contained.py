"""Texts that contain what was typed, in whatever case: SQLite's LIKE knows that of Latin letters alone."""

import re

from django.db.models import Q


def contains(field: str, typed: str) -> Q:
    """Return the condition that a column contains what was typed."""
    return Q(**{f"{field}__iregex": re.escape(typed)})
