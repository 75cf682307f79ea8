from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "cica_portal"

    def ready(self) -> None:
        from cica_portal.operation import checks  # noqa: F401, PLC0415  # registered once the apps are ready
