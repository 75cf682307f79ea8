from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cica_portal import clock
from dashboard import sweeps


class Command(BaseCommand):
    help = (
        "Run all sweeps once: close due rounds, send due reminders, draft notes, render documents, deliver "
        "mail, keep the audit head. Prints one line for each thing done; a second run finds nothing to do."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        failed = []
        for line in sweeps.run(clock.now()):
            self.stdout.write(line)
            name, is_failure, _ = line.partition(" failed: ")
            if is_failure and name in sweeps.ALL:
                failed.append(name)
        if failed:
            raise CommandError(f"These sweeps failed, the others were done: {', '.join(failed)}")
