from django.apps import AppConfig


class NotesConfig(AppConfig):
    name = "notes"

    def ready(self) -> None:
        from notes import kinds, receivers  # noqa: F401, PLC0415 - models can be imported only once apps are loaded

        kinds.discover()
