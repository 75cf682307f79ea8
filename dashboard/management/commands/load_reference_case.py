from typing import Any

from django.core.management.base import BaseCommand

from dashboard.cases.reference_case import load_reference_case


class Command(BaseCommand):
    help = (
        "Load the Member States, the measures and the reference case: the plan, the note NCT/ICT/688 and the "
        "round as they stood on 26 May 2022. Sends nothing; a second run changes nothing."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load_reference_case()
        if loaded.is_nothing:
            self.stdout.write("The reference case is already loaded.")
            return
        self.stdout.write(loaded.sentence)
        if loaded.case:
            self.stdout.write(
                "Loaded the note NCT/ICT/688 of 26 May 2022, its plan and its round; nothing was sent."
            )
