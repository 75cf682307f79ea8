"""The law of open points, played for long: `make chaos` begins with it, on its empty database.

The same procedure at random as in the suite (tests/journeys/procedure.py), in more and longer runs.
"""

import time

from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from hypothesis.stateful import run_state_machine_as_test

from tests.journeys.procedure import Procedure


def run(examples: int, steps: int) -> str:
    """Play the procedure; raise where the law is broken after any step, with the steps that broke it."""
    started = time.monotonic()
    Procedure.checks = 0
    chosen = hypothesis_settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Procedure, settings=chosen)
    minutes = (time.monotonic() - started) / 60
    return f"law of open points       held after {Procedure.checks} steps, in {minutes:.0f} min"
