"""How seldom a process that serves pages looks for garbage: each look took some request 0.1 s."""

import gc

# What requests make is looked through a fourth as often as Python does: up to a tenth of a page, for 2 MiB
# (11 at 10,000).
THRESHOLDS = (3_000, 10, 10)


def look_seldom() -> None:
    """Pass over all that there is from now on, and look through what comes as often as is worth it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
