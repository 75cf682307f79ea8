from django.apps import AppConfig

from cica_portal.operation import health, silence


class MembersConfig(AppConfig):
    name = "members"

    def ready(self) -> None:
        from members.accounts import receivers  # noqa: F401, PLC0415 - models can be imported only once apps are loaded
        from members.audit import labels  # noqa: PLC0415 - models can be imported only once apps are loaded
        from members.installation import installations, presence  # noqa: PLC0415 - models can be imported only once apps are loaded

        labels.discover()
        health.on_ready(presence.seen_by_web)
        silence.register(installations.is_suspended)
