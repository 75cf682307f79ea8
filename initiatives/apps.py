from django.apps import AppConfig


class InitiativesConfig(AppConfig):
    name = "initiatives"

    def ready(self) -> None:
        from initiatives import receivers  # noqa: F401, PLC0415 - models can be imported only once apps are loaded
