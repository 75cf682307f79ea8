"""One after another: what fails for one round keeps no other waiting, and is still known to have failed."""

import logging
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

logger = logging.getLogger(__name__)

Row = TypeVar("Row")
Done = TypeVar("Done")


def run_each(rows: Iterable[Row], act: Callable[[Row], Iterable[Done]]) -> Iterator[Done]:
    """Yield what `act` does for each row; log what fails, go on, and raise the first failure at the end."""
    failure: Exception | None = None
    for row in rows:
        try:
            yield from act(row)
        except Exception as error:
            logger.exception("%s could not be dealt with", row)
            failure = failure or error
    if failure is not None:
        raise failure
