from typing import Any

from django.core.management.base import BaseCommand

from cica_portal.operation import outages
from members.accounts import served
from members.models import User


class Command(BaseCommand):
    help = (
        "Print who tried to send something while the database was away: when, by the clock of the web "
        "server, from which State or account, and where. What was typed is noted nowhere."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        people = {str(key): name for key, name in User.objects.values_list("key", "username")}
        for attempt in outages.noted():
            account, state = served.named(attempt.mark)
            who = f"{state or '-'} {people.get(account, '-')}"
            self.stdout.write(f"{attempt.at:%Y-%m-%dT%H:%M:%SZ} {who} {attempt.method} {attempt.path}")
