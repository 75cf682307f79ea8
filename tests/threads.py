"""Acts of several processes at the same instant, for the tests of races."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connections


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run the acts in threads that begin together; return what each returned or raised."""
    barrier = threading.Barrier(len(acts))
    found = [None] * len(acts)

    def run(index, act):
        try:
            barrier.wait()
            found[index] = act()
        except Exception as error:
            found[index] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found
