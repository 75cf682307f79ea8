from django.apps import AppConfig, apps
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate


class SearchConfig(AppConfig):
    name = "search"

    def ready(self) -> None:
        from search import matching, stores  # noqa: PLC0415 - fields can be named only once apps are loaded

        connection_created.connect(matching.install, dispatch_uid="search")
        # Once, when all is migrated: sent for apps that have models.
        post_migrate.connect(stores.keep, sender=apps.get_app_config("notes"), dispatch_uid="search")
