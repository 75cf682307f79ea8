"""The cache of production: Redis, and while Redis is away the memory of each process.

What is kept there is counters and the codes of the second factor that were used up. Without Redis each
process counts by itself, which is looser and no reason to turn anybody away.
"""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

# So many seconds is a server that failed not asked again: each asking may take as long as its timeout.
PAUSE = 10


def _spared(name: str) -> Callable[..., Any]:
    def act(cache: "SparedRedisCache", *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() >= cache.asked_again_at:
            try:
                return getattr(super(SparedRedisCache, cache), name)(*args, **kwargs)
            except RedisError as error:
                logger.warning("Redis does not answer, this process counts by itself: %s", error)
                SparedRedisCache.asked_again_at = time.monotonic() + PAUSE
        return getattr(cache.memory, name)(*args, **kwargs)

    return act


class SparedRedisCache(RedisCache):
    """A cache that answers whether Redis does or not."""

    asked_again_at = 0.0  # of the process: each of its threads has a cache of its own

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self.memory = LocMemCache(
            f"beside {server}", {key: params[key] for key in params if key != "OPTIONS"}
        )

    add, get, set, touch, delete = (_spared(name) for name in ("add", "get", "set", "touch", "delete"))
    get_many, set_many, delete_many = (_spared(f"{name}_many") for name in ("get", "set", "delete"))
    has_key, incr, clear = (_spared(name) for name in ("has_key", "incr", "clear"))
