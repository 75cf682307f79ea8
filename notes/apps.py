from django.apps import AppConfig

from cica_portal import health


class NotesConfig(AppConfig):
    name = "notes"

    def ready(self) -> None:
        from notes import receivers, sweeps  # noqa: F401, PLC0415 - models can be imported only once apps are loaded

        health.register("sweeps", sweeps.were_run_lately)
