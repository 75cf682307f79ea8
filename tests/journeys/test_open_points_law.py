"""Nothing a State says is lost: the procedure at random, bounded; `make chaos` plays it for longer."""

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from hypothesis.stateful import run_state_machine_as_test

from tests.journeys.procedure import Procedure
from tests.notes.conftest import media

__all__ = ["media"]

BOUNDED = hypothesis_settings(
    max_examples=3,
    stateful_step_count=18,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.django_db
def test_the_law_of_open_points_holds_after_every_step(settings):
    settings.PORTAL_CLOCK = settings.PORTAL_CLOCK  # put back after the test
    run_state_machine_as_test(Procedure, settings=BOUNDED)
    assert Procedure.checks > BOUNDED.stateful_step_count
