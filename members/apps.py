from django.apps import AppConfig
from django.db.models.signals import pre_migrate

from cica_portal.database import insert_only
from cica_portal.operation import health, silence


class MembersConfig(AppConfig):
    name = "members"

    def ready(self) -> None:
        from members.accounts import receivers  # noqa: F401, PLC0415 - models can be imported only once apps are loaded
        from members.audit import labels  # noqa: PLC0415 - models can be imported only once apps are loaded
        from members.installation import installations, presence  # noqa: PLC0415 - models can be imported only once apps are loaded

        # Once, before anything is migrated: sent for apps that have models.
        pre_migrate.connect(insert_only.refuse_way_back, sender=self, dispatch_uid="official rows")
        labels.discover()
        health.on_ready(presence.seen_by_web)
        silence.register(installations.is_suspended)
