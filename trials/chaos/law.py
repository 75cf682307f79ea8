"""The law of open points, and what pages show, played for long: `make chaos` begins with it, on its empty
database.

The same procedures at random as in the suite (tests/journeys/procedure.py and reading.py), in more and longer
runs.
"""

import time

from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from hypothesis.stateful import run_state_machine_as_test

from tests.journeys.procedure import Procedure
from tests.journeys.reading import Reading


def run(examples: int, steps: int) -> str:
    """Play the procedure, and as often with people who read meanwhile; raise where a law is broken after any
    step, with the steps that broke it."""
    started = time.monotonic()
    chosen = hypothesis_settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    for played in (Procedure, Reading):
        played.checks = 0
        run_state_machine_as_test(played, settings=chosen)
    minutes = (time.monotonic() - started) / 60
    steps_played = Procedure.checks + Reading.checks
    return (
        f"law of open points       held after {steps_played} steps, {Reading.pages} pages kept to theirs, "
        f"in {minutes:.0f} min"
    )
