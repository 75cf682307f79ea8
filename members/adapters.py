from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by the Secretariat and by contact points: there is no sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
