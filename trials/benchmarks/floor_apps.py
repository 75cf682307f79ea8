"""Apps of the portal as a floor needs them: their models alone."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class Members(AppConfig):
    """People and States, without the accounts library and the record of what it tells."""

    name = "members"


class Search(AppConfig):
    """The functions of the triggers by which SQLite keeps the words of texts: no text is written without."""

    name = "search"

    def ready(self) -> None:
        from search import stores  # noqa: PLC0415 - fields can be named only once apps are loaded

        connection_created.connect(stores.add_functions, dispatch_uid="search")
