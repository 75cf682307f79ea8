"""The token of a form and the mark of whom it was served to are one tag: none has one without the other."""

from django import template
from django.template.context import Context
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html

from members.accounts import served

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
    # A piece that is included with `only` has no variable of the request, but is of the same request.
    user = getattr(getattr(context, "request", None), "user", None)
    return served.mark(user) if user is not None and user.is_authenticated else ""
