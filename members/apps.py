from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "members"

    def ready(self) -> None:
        from members import receivers  # noqa: F401, PLC0415 - models can be imported only once apps are loaded
