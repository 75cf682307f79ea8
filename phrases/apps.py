from django.apps import AppConfig


class PhrasesConfig(AppConfig):
    name = "phrases"

    def ready(self) -> None:
        from phrases import finding  # noqa: PLC0415 - models can be imported only once apps are loaded

        finding.discover()
