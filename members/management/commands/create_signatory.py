from typing import Any

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db.models import QuerySet

from cica_portal import clock
from cica_portal.errors import DomainError
from cica_portal.languages import LANGUAGES
from members.delegations import invitations
from members.enums import MailStatus
from members.mailing.personal import PersonalSender
from members.models import PersonalMail


class Command(BaseCommand):
    help = (
        "Invite the first authorized signatory of the Secretariat: send the invitation, and print it with "
        "its link. Refused as soon as there is a signatory, who invites everybody else in the portal."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address", metavar="ADDRESS", help="where the signatory reads mail")
        parser.add_argument(
            "--language", choices=LANGUAGES, default=LANGUAGES[0], help="language of the invitation"
        )

    def handle(self, *args: Any, address: str, language: str, **options: Any) -> None:
        at = clock.now()
        try:
            validate_email(address)
            written = invitations.invite_first(address, language=language, at=at)
        except ValidationError as error:
            raise CommandError(f"{address} is no mail address.") from error
        except DomainError as error:
            raise CommandError(str(error)) from error
        sender = _ShownSender(written)
        sender.deliver_due()
        written.refresh_from_db()
        if sender.message is None:
            self.stdout.write(f"The invitation to {address} is being sent; its link is in the mail alone.")
            return
        self.stdout.write(str(sender.message.body))
        if written.status == MailStatus.SENT:
            self.stdout.write(f"Sent to {address}.")
        else:
            self.stderr.write(
                f"The mail to {address} did not leave ({written.error}). "
                "The link above works until a mail with another one leaves."
            )


class _ShownSender(PersonalSender):
    """Sends one message and keeps what it says: of its link nothing but the hash is stored."""

    def __init__(self, mail: PersonalMail) -> None:
        super().__init__(mail.written_at)
        self.mail = mail
        self.message: EmailMessage | None = None

    def due(self) -> QuerySet[PersonalMail]:
        return super().due().filter(pk=self.mail.pk)

    def compose(self, row: PersonalMail) -> EmailMessage:
        self.message = super().compose(row)
        return self.message
