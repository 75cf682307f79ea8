from django.apps import AppConfig

from cica_portal.operation import health


class DashboardConfig(AppConfig):
    name = "dashboard"

    def ready(self) -> None:
        from dashboard import sweeps  # noqa: PLC0415 - models can be imported only once apps are loaded

        health.register("sweeps", sweeps.were_run_lately)
