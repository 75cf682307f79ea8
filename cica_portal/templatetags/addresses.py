"""Addresses on pages, each composed once in a process: a page has thirty, a start page some hundreds, and of
most of them only the key differs from page to page."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.template import defaulttags
from django.template.base import Parser, Token
from django.template.context import Context
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.html import conditional_escape

register = template.Library()


@lru_cache(maxsize=8192)  # a third of what Django takes, which tries patterns and quotes each time
def _address(name: str, args: tuple[str, ...], app: str | None, root: tuple[Any, str]) -> str:
    """Return an address; `root` is what Django goes by besides: which patterns, and what all begin with."""
    return reverse(name, args=args, current_app=app)


def address(name: str, args: Iterable[Any]) -> str:
    """Return the address of a page, as `{% url %}` prints it."""
    return _address(name, tuple(map(str, args)), None, _root())


def _root() -> tuple[Any, str]:
    return get_urlconf() or settings.ROOT_URLCONF, get_script_prefix()


class AddressNode(defaulttags.URLNode):
    """As Django's, where the parts of the address are named by their places alone, as nearly all are."""

    def render(self, context: Context) -> str:
        if self.kwargs:
            return str(super().render(context))
        args = tuple(str(arg.resolve(context)) for arg in self.args)
        try:
            url = _address(self.view_name.resolve(context), args, _app(context), _root())
        except NoReverseMatch:
            if self.asvar is None:
                raise
            url = ""
        if self.asvar:
            context[self.asvar] = url
            return ""
        return conditional_escape(url) if context.autoescape else url


def _app(context: Context) -> str | None:
    """Return the application whose pages are preferred: that of the page itself."""
    request = getattr(context, "request", None)
    own: str | None = getattr(getattr(request, "resolver_match", None), "namespace", None)
    return getattr(request, "current_app", own)


@register.tag
def url(parser: Parser, token: Token) -> AddressNode:
    """Print the address of a page, or keep it `as` a variable, as Django's tag does."""
    made = defaulttags.url(parser, token)
    return AddressNode(made.view_name, made.args, made.kwargs, made.asvar)
