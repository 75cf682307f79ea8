from django.apps import AppConfig
from django.db import connection

from cica_portal.database import row_keys


class PortalConfig(AppConfig):
    name = "cica_portal"

    def ready(self) -> None:
        from cica_portal.operation import checks  # noqa: F401, PLC0415  # registered once the apps are ready

        if connection.vendor == "postgresql":
            row_keys.read_from_postgresql()
