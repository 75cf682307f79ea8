"""The Chromium of this machine, as the pictures and the journeys start it."""

import os
import shutil
from typing import Any

# Without the surroundings of a window it takes half of the processor's time, and shows the same pages.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def options() -> dict[str, Any]:
    """Return what Playwright launches: the first of these that is there, or else its own."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    # Under a moved clock (`scripts/another-day`) its processes would wait for ever: it keeps the machine's.
    own = {name: value for name, value in os.environ.items() if name != "LD_PRELOAD"}
    return {"args": sandbox, "env": own} | ({"executable_path": found} if found else {})
