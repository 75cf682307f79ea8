from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from members.accounts import secrets


class Command(BaseCommand):
    help = (
        "Encrypt the secrets of second factors again, by the present SECRET_KEY. Before a former key is "
        "taken out of SECRET_KEY_FALLBACKS: what is encrypted by it alone could not be read afterwards."
    )

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        count = 0
        for one in Authenticator.objects.select_for_update():
            try:
                data = secrets.changed(one.data, secrets.renew)
            except InvalidToken as error:
                raise CommandError(
                    "A secret is encrypted by a key that is neither SECRET_KEY nor in SECRET_KEY_FALLBACKS. "
                    "Nothing was changed."
                ) from error
            if data != one.data:
                Authenticator.objects.filter(pk=one.pk).update(data=data)
                count += 1
        self.stdout.write(f"Second factors encrypted by the present key: {count}.")
