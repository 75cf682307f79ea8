"""What one process of a run forgets, the others still count."""

import pytest
from django.conf import settings
from django.core.cache import cache

from cica_portal.operation.caches import SparedRedisCache


@pytest.mark.django_db
@pytest.mark.second_database
@pytest.mark.skipif(not settings.REDIS_URL, reason="without a server each process has a cache of its own")
def test_a_cleared_cache_leaves_the_counters_of_others():
    prefix = f"beside-{cache.key_prefix}"
    another = SparedRedisCache(settings.REDIS_URL, {"KEY_PREFIX": prefix, "OPTIONS": {}})
    another.set("a", 1)
    cache.set("a", 2)
    cache.clear()

    assert (cache.get("a"), another.get("a")) == (None, 1)
    another.delete("a")
