"""Tags and filters of the pages: dates, deadlines, counts and texts, in the reader's language."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cica_portal import clock, emphasis, formats, organization, spaces, uploads
from cica_portal.languages import CHOICES, NAMES, TITLES, lowfirst, pick, reader_language, written_in
from cica_portal.web import fonts

register = template.Library()
register.filter(lowfirst)


STATUS_KINDS = frozenset({"needs", "waiting", "done", "refused", "quiet"})


@register.simple_tag
def languages() -> list[tuple[str, str]]:
    """Return the languages of the interface, each by its own name."""
    return CHOICES


@register.filter
def day(value: dt.date | dt.datetime | None, language: str = "") -> str:
    """Write the date as official correspondence does; an instant counts by the Secretariat's day."""
    if not value:
        return ""
    if isinstance(value, dt.datetime):
        value = value.astimezone(ZoneInfo(organization.time_zone())).date()
    return spaces.shown(formats.date(value, language or reader_language()))


@register.filter
def unbroken(text: str) -> str:
    """Show words with a date or a number in them: what stays on one line is bound."""
    return spaces.shown(text)


@register.filter
def since(day: dt.date) -> str:
    """Write the day from which on something holds, in the reader's language."""
    return spaces.shown(formats.since(day, reader_language()))


@register.filter
def near_day(value: dt.date | dt.datetime | None, zone: str = "") -> str:
    """Write a day as one speaks of it: today, tomorrow, "Thu 3 Dec"; of another year in full.

    An instant counts by the day in `zone`, the Secretariat's by default.
    """
    if not value:
        return ""
    clock_of = ZoneInfo(zone or organization.time_zone())
    on = value.astimezone(clock_of).date() if isinstance(value, dt.datetime) else value
    today = clock.now().astimezone(clock_of).date()
    near = {0: pgettext("day", "today"), 1: pgettext("day", "tomorrow"), -1: pgettext("day", "yesterday")}
    return near.get((on - today).days) or day_short(on)


@register.filter
def day_short(value: dt.date | dt.datetime) -> str:
    """Write a day with its weekday and without its year; of another year in full."""
    zone = ZoneInfo(organization.time_zone())
    on = value.astimezone(zone).date() if isinstance(value, dt.datetime) else value
    is_near = on.year == clock.now().astimezone(zone).year
    return spaces.shown((formats.day_short if is_near else formats.date)(on, reader_language()))


@register.filter
def short_date(value: dt.date) -> str:
    """Write a day without its year, for a scale of some weeks."""
    return spaces.shown(formats.day_month(value, reader_language()))


@register.filter
def last_day(value: dt.date | dt.datetime) -> dt.date:
    """Return the last day of what ends at an instant, which itself is too late; a day as it is."""
    if not isinstance(value, dt.datetime):
        return value
    return formats.last_moment(value).astimezone(ZoneInfo(organization.time_zone())).date()


@register.filter
def written_day(value: dt.date) -> str:
    """Write a day with its weekday, as a heading over what happened on it."""
    return spaces.shown(formats.weekday_date(value, reader_language()))


@register.filter
def long_day(value: dt.datetime) -> str:
    """Write the day of an instant with its weekday, by the Secretariat's clock."""
    return written_day(value.astimezone(ZoneInfo(organization.time_zone())).date())


@register.filter
def instant(value: dt.date | dt.datetime) -> str:
    """Write a day or an instant for programs, as `datetime` in HTML allows it: in whole seconds."""
    return value.isoformat(timespec="seconds") if isinstance(value, dt.datetime) else value.isoformat()


@register.simple_tag
def moment(instant: dt.datetime | None, zone: str = "", language: str = "") -> str:
    """Write weekday, date, hour and offset on the clock of `zone` (the Secretariat's by default)."""
    if not instant:
        return ""
    zone = zone or organization.time_zone()
    return spaces.shown(formats.moment(instant, zone, language or reader_language()))


@register.simple_tag
def closing(closes_at: dt.datetime | None, zone: str = "", language: str = "") -> str:
    """Write the last admissible minute before `closes_at`, with the name of the clock."""
    if not closes_at:
        return ""
    zone = zone or organization.time_zone()
    return spaces.shown(formats.closing(closes_at, zone, language or reader_language()))


@register.simple_tag
def days_left(closes_at: dt.datetime, zone: str = "") -> str:
    return formats.days_left(closes_at, clock.now(), zone or organization.time_zone(), reader_language())


@register.simple_tag
def clock_words(zone: str, at: dt.datetime) -> str:
    """Say by whose clock the hours about the instant `at` are meant."""
    return formats.clock_words(zone, reader_language(), at.astimezone(ZoneInfo(zone)).date())


@register.simple_tag
def period(first: int, last: int | None = None, language: str = "") -> str:
    """Write the years of a plan as they stand alone: in a heading or a table."""
    return spaces.joined(spaces.shown(formats.period_title(first, last, language or reader_language())))


@register.filter
def counted(number: int, noun: str) -> str:
    return formats.counted(noun, number, reader_language())


@register.filter
def in_language(texts: Mapping[str, Any] | None, language: str = "") -> Any:
    """Return the text in `language` (the reader's by default), else in the first language that has one."""
    return pick(texts or {}, language or reader_language())


@register.filter
def language_name(code: str) -> str:
    """Return the name of a language in the reader's, as a label or in a list: "Русский"."""
    return lowfirst(_("All languages")) if code == "all" else str(TITLES.get(code, code))


@register.filter
def language_within(code: str) -> str:
    """Return the name of a language in the reader's, as inside a sentence: "русский"."""
    return str(NAMES.get(code, code))


@register.filter
def carried(codes: Iterable[str] | None) -> str:
    """Say what a file has beside what it shows: "Contains: tracked changes, embedded files"."""
    return uploads.stated(codes)


@register.filter
def item(mapping: Mapping[Any, Any] | None, key: Any) -> Any:
    return (mapping or {}).get(key, "")


@register.simple_tag
def preloaded_face(name: str) -> SafeString:
    """Ask for a face before the style sheet does; of a server without the fonts, nothing."""
    if fonts.font_folder() is None:
        return SafeString("")
    return format_html(
        '<link rel="preload" href="{}" as="font" type="font/woff2" crossorigin>',
        static(f"{fonts.PREFIX}/{fonts.served_name(name)}"),
    )


@register.simple_tag
def status(kind: str, word: str) -> SafeString:
    """Show a meaning as a mark and a word, never by colour alone."""
    if kind not in STATUS_KINDS:
        raise template.TemplateSyntaxError(f"unknown kind of status: {kind!r}")
    return format_html(
        '<span class="status status-{}">'
        '<span class="status-mark" aria-hidden="true"></span><span>{}</span></span>',
        kind,
        word,
    )


@register.filter
def emphasised(text: str) -> SafeString:
    """Show a text of a plan, or one proposed for it: escaped, with its emphasis."""
    return emphasis.markup(text)


@register.filter
def with_spaces_seen(text: str) -> SafeString:
    """Show a text of a plan as `emphasised` does, with a sign for each non-breaking space."""
    title = lowfirst(_("Non-breaking space"))
    seen = format_html('<span class="space-seen" lang="{}" title="{}">°</span>', reader_language(), title)
    return mark_safe(re.sub("[\u00a0\u202f]", seen, emphasis.markup(text)))


@register.filter
def unmarked(text: str) -> str:
    """Return the words of a text of a plan, without the marks of its emphasis: for excerpts and titles."""
    return emphasis.plain(text)


@register.simple_tag
def official_text(text: str, language: str) -> SafeString:
    """Show a text of a plan as `user_text` shows people's, with its emphasis."""
    return user_text(emphasis.markup(text), language)


@register.simple_tag
def user_text(text: str, language: str = "") -> SafeString:
    """Show people's text as text: escaped, with its line breaks, direction and language."""
    if language := language or written_in(text):
        return format_html('<div class="user-text" dir="auto" lang="{}">{}</div>', language, text)
    return format_html('<div class="user-text" dir="auto">{}</div>', text)


@register.filter
def as_written(text: str, language: str = "") -> SafeString:
    """Show people's words inside a line, escaped, marked where they are in another language than the page; in
    their place a page may have words of its own, which are known only when they are read."""
    language = language or written_in(str(text))
    if language in {"", reader_language()}:
        return format_html('<bdi dir="auto">{}</bdi>', text)
    return format_html('<bdi dir="auto" lang="{}">{}</bdi>', language, text)


@register.filter
def whole(number: str) -> SafeString:
    """Show the number of a receipt on one line: a line would end at its hyphens."""
    return format_html('<span class="ref">{}</span>', number)


@register.inclusion_tag("components/_breadcrumbs.html")
def breadcrumbs(*steps: Any) -> dict[str, Any]:
    """Take text, url, text, url, ..., and last the text of this page, without url."""
    texts, urls = steps[0::2], steps[1::2]
    return {"trail": [{"text": text, "url": url} for text, url in zip(texts, [*urls, ""], strict=False)]}


@register.inclusion_tag("components/_copy.html")
def copy_button(value: Any, label: str) -> dict[str, str]:
    """Show a button that copies `value`, which `label` names."""
    return {"value": str(value), "label": label}


@register.inclusion_tag("components/_sort_head.html")
def sort_head(sorting: Any, name: str, label: str, classes: str = "") -> dict[str, str]:
    """Show the head of a column that sorts its list (`lists.Sorting`) by a link."""
    return {
        "label": label,
        "direction": sorting.direction(name),
        "url": sorting.url(name),
        "classes": classes,
    }


_SELECTED = SafeString(" selected")


@register.simple_tag
def counted_options(found: Iterable[dict[str, Any]]) -> SafeString:
    """Write the values of a filter, each with how many rows it would show, the chosen one selected."""
    return format_html_join(
        "",
        '<option value="{}"{}>{} ({})</option>',
        ((one["value"], _SELECTED if one["is_chosen"] else "", one["label"], one["count"]) for one in found),
    )


@register.simple_tag
def options(field: Any) -> SafeString:
    """Write the choices of a field of a filter, the one asked for selected: fifty as tags of a template take
    as long as all the rest of a list."""
    asked = str(field.value())
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((value, _SELECTED if str(value) == asked else "", label) for value, label in field.field.choices),
    )
