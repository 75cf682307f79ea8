from django.apps import AppConfig


class NotesConfig(AppConfig):
    name = "notes"

    def ready(self) -> None:
        # Models can be imported only once apps are loaded.
        from cica_portal.operation import health  # noqa: PLC0415
        from notes import kinds, receivers  # noqa: F401, PLC0415
        from notes.delivery import attempts  # noqa: PLC0415

        kinds.discover()
        health.on_ready(attempts.give_up_overdue)
