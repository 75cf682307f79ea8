from django.apps import AppConfig
from django.db.backends.signals import connection_created


class SearchConfig(AppConfig):
    name = "search"

    def ready(self) -> None:
        from search import matching  # noqa: PLC0415 - fields can be named only once apps are loaded

        connection_created.connect(matching.install, dispatch_uid="search")
