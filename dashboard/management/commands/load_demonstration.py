from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cica_portal.errors import DomainError
from dashboard.cases.demonstration import load_demonstration


class Command(BaseCommand):
    help = (
        "Load what a demonstration holds besides the reference case: a current consultation, a closed one "
        "with comments and a plan in drafting. Demonstration mode only; a second run changes nothing."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            case, titles = load_demonstration()
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        if case.is_nothing and not titles:
            self.stdout.write("The demonstration is already loaded.")
        for title in titles:
            self.stdout.write(f"Loaded: {title}")
