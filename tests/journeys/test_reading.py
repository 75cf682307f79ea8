"""No page breaks, leads nowhere or shows too much, whatever was done before; `make chaos` plays longer."""

import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis.stateful import run_state_machine_as_test

from tests.journeys.reading import PAGES, Reading
from tests.journeys.test_open_points_law import BOUNDED
from tests.notes.conftest import media

__all__ = ["media"]

FEW = hypothesis_settings(BOUNDED, max_examples=2, stateful_step_count=24)


@pytest.mark.django_db
def test_every_page_gives_what_was_offered_and_keeps_what_it_must(settings):
    settings.PORTAL_CLOCK = settings.PORTAL_CLOCK  # put back after the test
    run_state_machine_as_test(Reading, settings=FEW)
    assert Reading.pages > PAGES
