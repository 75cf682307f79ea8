"""The names of the organization in templates, in the reader's language or in a given one."""

from django import template

from cica_portal import organization as data
from cica_portal.languages import reader_language

register = template.Library()


@register.simple_tag
def organization(form: str, language: str = "") -> str:
    """Return a form of the organization's names, as {% organization "portal" %}."""
    return data.name(form, language or reader_language())


@register.simple_tag
def organization_slug() -> str:
    return data.slug()
