"""A refusal that a test expects, by its code or its class."""

from typing import Any

import pytest

from cica_portal.errors import DomainError, Refusal


def refused(kind: type[DomainError] | str, **options: Any) -> Any:
    """Expect a refusal: of a class, or of the code by which it stands in the table of its app."""
    if not isinstance(kind, str):
        return pytest.raises(kind, **options)
    return pytest.raises(Refusal, check=lambda refusal: refusal.code == kind, **options)


def kind_of(result: Any) -> Any:
    """Return what an act came to where several race: the code of its refusal, or what its class is called."""
    return getattr(result, "code", "") or type(result).__name__
