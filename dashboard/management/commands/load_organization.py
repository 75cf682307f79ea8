from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cica_portal.errors import DomainError
from dashboard.cases.reference_case import load_organization


class Command(BaseCommand):
    help = (
        "Load the data set of an organization from a folder: its names, bodies, seat, letterhead and "
        "holidays, its States, observers, measures, terms and replies. Without a folder: the set that the "
        "portal comes with. A second run changes what differs and adds what is missing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=settings.ORGANIZATION_DIR)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = load_organization(options["folder"])
        except FileNotFoundError as error:
            raise CommandError(f"{error.filename} is missing in the data set.") from error
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write("All of it is loaded already." if loaded.is_nothing else loaded.sentence)
