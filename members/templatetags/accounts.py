"""What the pages of an account show that the accounts library does not give them."""

from allauth.mfa import app_settings
from allauth.usersessions.models import UserSession
from django import template

from members.accounts import sessions

register = template.Library()


@register.filter
def session_name(session: UserSession) -> str:
    return sessions.name_of(session)


@register.filter
def browser(agent: str) -> str:
    return sessions.browser_of(agent)


@register.simple_tag
def recovery_code_count() -> int:
    """Return how many recovery codes a person is given: a list of them forgets those that were used."""
    count: int = app_settings.RECOVERY_CODE_COUNT
    return count
