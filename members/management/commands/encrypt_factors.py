from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from cica_portal import clock
from members import audit
from members.accounts import secrets


class Command(BaseCommand):
    help = (
        "Encrypt the secrets of second factors again, by the present SECRET_KEY. Before a former key is "
        "taken out of SECRET_KEY_FALLBACKS: what is encrypted by it alone could not be read afterwards."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--discard-lost",
            action="store_true",
            help="take away the factors whose key was lost: their people set up others by password",
        )

    @transaction.atomic
    def handle(self, *args: Any, discard_lost: bool, **options: Any) -> None:
        count, lost = 0, []
        for one in Authenticator.objects.select_for_update().order_by("pk"):
            try:
                data = secrets.changed(one.data, secrets.renew)
            except InvalidToken:
                lost.append(one)
                continue
            if data != one.data:
                Authenticator.objects.filter(pk=one.pk).update(data=data)
                count += 1
        if lost and not discard_lost:
            raise CommandError(
                f"The secrets of {len(lost)} second factors are encrypted by a key that is neither "
                "SECRET_KEY nor in SECRET_KEY_FALLBACKS. Nothing was changed. If that key was lost, "
                "--discard-lost takes these factors away: docs/keys.md."
            )
        self.stdout.write(f"Second factors encrypted by the present key: {count}.")
        for one in lost:
            _discard(one)
        if lost:
            self.stdout.write(f"Second factors taken away, since their key was lost: {len(lost)}.")


def _discard(factor: Authenticator) -> None:
    person = factor.user
    factor.delete()
    audit.record(
        "user.remove_factor",
        subject=person,
        by=None,
        at=clock.now(),
        member_state=person.member_state,
        before={"factor": factor.type},
    )
