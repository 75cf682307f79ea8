import datetime as dt
import getpass
import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from cica_portal import clock
from comments.models import Consultation, Grant
from members import audit
from members.models import User

# So near to a deadline, or to the end of additional time, nobody stops the portal alone.
NEAR = dt.timedelta(hours=24)
PEOPLE = 2
# Where passwords are typed: without it they would be waited for at a line that nobody writes to.
TERMINAL = "/dev/tty"


class Command(BaseCommand):
    help = (
        "Ask before the portal is stopped. It is an error while a deadline or additional time ends in "
        "24 hours, unless two authorized signatories give their passwords; that they did is recorded."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--reason", required=True, help="why, for the record of acts")
        parser.add_argument(
            "--signatory",
            action="append",
            default=[],
            metavar="USERNAME",
            help="an authorized signatory who agrees; given twice",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        at = clock.now()
        near = list(_ending(at))
        if near and len(set(options["signatory"])) < PEOPLE:
            listed = "\n".join(near)
            raise CommandError(
                f"Not now:\n{listed}\nIf it must be, two authorized signatories agree: "
                "--signatory USERNAME --signatory USERNAME."
            )
        if options["signatory"] and not _has_terminal():
            raise CommandError(
                "Signatories type their passwords at a terminal; there is none here. Nothing was recorded. "
                "Run this at one: not by cron, and not by `docker compose exec -T`."
            )
        people = [_agreed(name) for name in sorted(set(options["signatory"]))]
        with transaction.atomic():
            first = people[0] if people else None
            subject = first or User.objects.order_by("pk").first()
            if subject is None:
                raise CommandError("There is no account yet: nothing has to be asked.")
            after = {
                "reason": options["reason"],
                "agreed": [one.username for one in people],
                "near": near,
            }
            audit.record("maintenance.begin", subject=subject, by=first, at=at, after=after)
        self.stdout.write("Recorded. Stop the portal now; /readyz tells when it is back.")


def _ending(at: dt.datetime) -> list[str]:
    until = at + NEAR
    rounds = Consultation.objects.open(at).filter(closes_at__lte=until).order_by("closes_at")
    granted = Grant.objects.filter(until__gt=at, until__lte=until).select_related(
        "consultation", "member_state"
    )
    return [
        *(f"deadline of {one.reference}: {clock.stamp(one.closes_at)}" for one in rounds),
        *(
            f"additional time of {one.member_state.code} in {one.consultation.reference}: "
            f"{clock.stamp(one.until)}"
            for one in granted
        ),
    ]


def _has_terminal() -> bool:
    try:
        os.close(os.open(TERMINAL, os.O_RDWR | os.O_NOCTTY))
    except OSError:
        return False
    return True


def _agreed(name: str) -> User:
    """Return the signatory of this name who gives the password; nobody else agrees."""
    person = User.objects.filter(username=name, is_active=True).first()
    given = getpass.getpass(f"Password of {name}: ")
    if person is None or not person.is_signatory or not person.check_password(given):
        raise CommandError(f"{name} is no authorized signatory, or the password is wrong.")
    return person
