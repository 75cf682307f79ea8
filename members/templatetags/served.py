"""The token of a form and the mark of whom it was served to are one tag: none has one without the other."""

import time

from django import template
from django.template.context import Context
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html

from members.accounts import kept_keys as kept_keys_of
from members.accounts import served, sessions
from members.models import User

register = template.Library()


class ServedTokenNode(CsrfTokenNode):
    def render(self, context: Context) -> str:
        token, value = super().render(context), served_to(context)
        if not value:
            return token
        return token + format_html('<input type="hidden" name="{}" value="{}">', served.FIELD, value)


@register.tag
def csrf_token(parser: template.base.Parser, token: template.base.Token) -> ServedTokenNode:
    """Print the token against forgery and, for a person who is signed in, the mark beside it."""
    return ServedTokenNode()


@register.simple_tag(takes_context=True)
def served_to(context: Context) -> str:
    """Return the mark of the person to whom the page is served; nothing for nobody."""
    user = _signed_in(context)
    return served.mark(user) if user is not None else ""


@register.simple_tag(takes_context=True)
def kept_keys(context: Context) -> str:
    """Return the keys under which the person's browser keeps typed text; nothing for nobody."""
    user = _signed_in(context)
    return kept_keys_of.shown(user) if user is not None else ""


@register.simple_tag(takes_context=True)
def session_ends_in(context: Context) -> str:
    """Return after how many seconds the person's session ends by itself; nothing for nobody."""
    request = getattr(context, "request", None)
    if request is None or _signed_in(context) is None:
        return ""
    return str(sessions.ends_in(request.session, int(time.time())))


def _signed_in(context: Context) -> User | None:
    # A piece that is included with `only` has no variable of the request, but is of the same request.
    user = getattr(getattr(context, "request", None), "user", None)
    return user if user is not None and user.is_authenticated else None
