from typing import Any

from django.contrib.sessions.models import Session
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from cica_portal import clock
from members import audit
from members.directory import people
from members.models import User


class Command(BaseCommand):
    help = (
        "End the sessions of one person, or of all: they sign in again, and find what they had typed. For an "
        "incident; access itself is revoked in the portal."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        whose = parser.add_mutually_exclusive_group(required=True)
        whose.add_argument("username", nargs="?", metavar="USERNAME", help="whose sessions end")
        whose.add_argument("--all", action="store_true", help="end the sessions of everybody")

    @transaction.atomic
    def handle(self, *args: Any, username: str | None, **options: Any) -> None:
        found = User.objects.filter(username=username) if username else User.objects.all()
        concerned = list(found.filter(usersession__isnull=False).distinct().order_by("pk"))
        if username and not found.exists():
            raise CommandError(f"There is no person of the username {username}. Nothing was ended.")
        for person in concerned:
            people.end_sessions(person)
            audit.record("user.end_sessions", subject=person, by=None, at=clock.now())
        if not username:
            Session.objects.all().delete()  # of those, too, that no list of sessions knows
        self.stdout.write(f"People whose sessions were ended: {len(concerned)}.")
