from django.apps import AppConfig

from cica_portal.operation import clocks, disk, health


class DashboardConfig(AppConfig):
    name = "dashboard"

    def ready(self) -> None:
        # Models can be imported only once apps are loaded.
        from dashboard import sweep_health  # noqa: PLC0415
        from dashboard.operators import alarms, figures  # noqa: PLC0415
        from members.audit import checks  # noqa: PLC0415

        health.register("sweeps", sweep_health.were_run_lately)
        health.register("messages", alarms.messages_leave)
        health.register("record", checks.is_sound)
        health.register("disk", lambda: not disk.is_low())
        health.register("clocks", clocks.agree)
        health.on_ready(alarms.watch)
        figures.register()
