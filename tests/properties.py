"""Hypothesis as the tests use it. Its import is slow: tests of properties alone pay for it."""

from hypothesis import HealthCheck, example, given, settings, strategies

__all__ = ["HealthCheck", "example", "given", "settings", "strategies"]

# A busy machine is slow, not wrong.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")
