"""The lines of a note on its page."""

from django import template
from django.utils.safestring import SafeString

from notes import line_setting

register = template.Library()


@register.filter
def bound(text: str) -> SafeString:
    """Escape a line, and keep together what the file of the note keeps together."""
    return line_setting.bound(text)


@register.filter
def bound_marked(text: str) -> SafeString:
    """Do the same with a line of a person's own words: its marks of emphasis become type."""
    return line_setting.marked(text)
