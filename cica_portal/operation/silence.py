"""Whether this installation has to be silent: whatever sends asks, and the app that knows has said whom."""

from collections.abc import Callable

_asked: list[Callable[[], bool]] = []


def register(ask: Callable[[], bool]) -> None:
    """Let an app say, from its `ready()`, by what question it is known that nothing may leave."""
    _asked.append(ask)


def is_kept() -> bool:
    """Tell whether nothing may leave."""
    return any(ask() for ask in _asked)
