"""Personal mail on its way: composed as it leaves, from what is true then, for whom it was meant (rule 19).

Who no longer is whom the message was for gets none. Nothing of it is listed in the Secretariat's outbox.
"""

import datetime as dt

from django.core.mail import EmailMessage
from django.db.models import QuerySet

from cica_portal import retention
from members.enums import MailStatus
from members.mailing import letters
from members.mailing.rows import STATE_ADDRESS, Kind
from members.mailing.sender import Overtaken, Sender
from members.models import PersonalMail


class PersonalSender(Sender[PersonalMail]):
    rows = PersonalMail.objects.all()

    def due(self) -> QuerySet[PersonalMail]:
        return (
            self.rows.filter(status=MailStatus.QUEUED, not_before__lte=self.at)
            .select_related("recipient__member_state", "invitation__member_state", "invitation__invited_by")
            .order_by("written_at", "pk")
        )

    def is_ready(self, row: PersonalMail) -> bool:
        return letters.is_ready(row)

    def compose(self, row: PersonalMail) -> EmailMessage:
        if STATE_ADDRESS in row.values:  # the State's address may have changed as the message was claimed
            row.refresh_from_db(fields=["address", "language", "values"])
        letter = letters.compose(row, self.at)
        if letter is None:
            raise Overtaken
        return letters.message(row, letter, at=self.at)

    def record(self, row: PersonalMail, status: MailStatus, **fields: object) -> bool:
        """Record what became of a message; why, without a link that the server may have quoted."""
        why = letters.without_links(str(fields.pop("error")))
        return super().record(row, status, error=why, **fields)


def deliver_due(at: dt.datetime) -> list[PersonalMail]:
    """Send the personal mail that is due, and return the messages whose state changed."""
    return PersonalSender(at).deliver_due()


def forget_contents(at: dt.datetime) -> int:
    """Empty what messages to persons were about that left so long ago; to whom and when stays.

    Those to the witness of the record stay whole: the chain is compared with them.
    """
    limit = retention.limit("mail", at)
    if limit is None:
        return 0
    old = PersonalMail.objects.filter(status=MailStatus.SENT, sent_at__lt=limit).exclude(values={})
    return old.exclude(kind=Kind.AUDIT_HEAD).update(values={})
