import os
import subprocess
import sys
from typing import Any

from django.conf import settings
from django.core.management import CommandParser
from django.core.management.base import BaseCommand, CommandError

from guide.walk import stops, story


class Command(BaseCommand):
    help = (
        "Build the walk through the case of 2022 that the page of help offers: the case is lived through by "
        "the real acts in a database of its own, and its rows are kept at each stop. Demonstration mode only."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--here", action="store_true", help="used by the command itself")
        parser.add_argument(
            "--copy", action="store_true", help="begin with a copy of a database without rows"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError("The walk is for demonstration mode. Turn it on with PORTAL_MODE first.")
        if options["here"]:
            story.publish(story.tell())
            return
        stops.folder().mkdir(parents=True, exist_ok=True)
        rows = stops.folder() / "building.sqlite3"
        for file in stops.folder().glob(f"{rows.name}*"):
            file.unlink()
        call = [sys.executable, str(settings.BASE_DIR / "manage.py")]
        own = {
            "DATABASE_URL": f"sqlite:///{rows}",
            "REDIS_URL": "",
            "PORTAL_CLOCK": "",
            "AUDIT_HEAD_FILE": str(stops.folder() / "audit-head.log"),
            "AUDIT_WITNESS": "",
        }
        commands = [["migrate", "--verbosity", "0"], ["build_walk", "--here"]]
        if options["copy"]:
            story.copy_rows(rows)
            del commands[0]
        try:
            for command in commands:
                subprocess.run([*call, *command], env=os.environ | own, check=True)
        except subprocess.CalledProcessError as error:
            raise CommandError("The walk could not be built; the lines above say why.") from error
        finally:
            for file in stops.folder().glob(f"{rows.name}*"):
                file.unlink()
        self.stdout.write(f"The walk has {stops.count()} stops.")
