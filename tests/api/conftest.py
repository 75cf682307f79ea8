import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def nobody_has_asked_yet():
    """Forget the counters of the tests before: their tokens had the same numbers."""
    cache.clear()
