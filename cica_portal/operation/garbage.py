"""How seldom a process looks for garbage: each look through all that is loaded took some request 0.1 s."""

import gc

# What requests make is looked through a fourth as often as Python does: up to a tenth of a page, for 2 MiB
# (11 at 10,000).
OF_PAGES = (3_000, 10, 10)
# Printing makes more, and keeps less of it.
OF_PRINTING = (5_000, 50, 50)


def look_seldom(thresholds: tuple[int, int, int] = OF_PAGES) -> None:
    """Pass over all that there is from now on, and look through what comes as often as is worth it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*thresholds)
