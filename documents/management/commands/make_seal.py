import datetime as dt
from typing import Any

from cryptography.hazmat.primitives import hashes
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cica_portal.errors import DomainError
from documents import sealing

A_DAY = dt.timedelta(days=1)
LEAST_PASSPHRASE = 16


class Command(BaseCommand):
    help = (
        "Make the key of the Secretariat's seal at SEAL_KEY_FILE, protected by SEAL_PASSPHRASE, and its "
        "certificate in SEAL_CERTIFICATES. An authority's PKCS#12 file can lie there in their place. Never "
        "overwrites a key; prints the fingerprint of the certificate, to be published."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("holder", metavar="NAME", help='whose seal it is, as "X Secretariat"')
        parser.add_argument(
            "--years", type=int, choices=range(1, 11), default=5, metavar="1-10", help="how long it is valid"
        )

    def handle(self, *args: Any, holder: str, years: int, **options: Any) -> None:
        if len(settings.SEAL_PASSPHRASE) < LEAST_PASSPHRASE:
            raise CommandError(f"SEAL_PASSPHRASE has fewer than {LEAST_PASSPHRASE} characters.")
        now = dt.datetime.now(dt.UTC)
        try:
            certificate = sealing.make_key(
                holder, holder, (now - A_DAY, now + years * 365 * A_DAY), file=f"{now:%Y-%m-%dT%H-%M-%SZ}.pem"
            )
        except DomainError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"The seal could not be written: {error}") from error
        self.stdout.write(
            f"The key: {settings.SEAL_KEY_FILE}. The certificates: {settings.SEAL_CERTIFICATES}."
        )
        self.stdout.write(f"SHA-256 of the certificate: {certificate.fingerprint(hashes.SHA256()).hex(':')}")
