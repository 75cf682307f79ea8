from django.apps import AppConfig


class CommentsConfig(AppConfig):
    name = "comments"

    def ready(self) -> None:
        from comments import receivers  # noqa: F401, PLC0415 - models can be imported only once apps are loaded
        from comments.procedure.lists import counts  # noqa: F401, PLC0415 - models can be imported only once apps are loaded
