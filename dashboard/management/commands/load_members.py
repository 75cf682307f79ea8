from typing import Any

from django.core.management.base import BaseCommand

from dashboard.cases.reference_case import load_members


class Command(BaseCommand):
    help = (
        "Load the Member States, observers and partners, the measures with their coordinators, the terms "
        "and the replies kept ready: what a production begins with. No case and no accounts; a second run "
        "changes nothing."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load_members()
        self.stdout.write("All of it is loaded already." if loaded.is_nothing else loaded.sentence)
