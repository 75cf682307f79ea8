"""Reading the record of acts: narrowed by who, for which State, what and when, in the reader's words."""

import datetime as dt
import json
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Max, Min, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cica_portal import formats, spaces
from cica_portal.database.contained import contains
from cica_portal.languages import NATIVE_NAMES, TITLES
from members.audit.labels import ACTS, FIELDS, NAMES, SUBJECTS, WORDS
from members.models import AuditEntry, DelegationEntry, Entry, User

MOST_READ = 5_000  # so many entries are looked through for words at a time
ENDLESS = 10**18  # more entries than there will be
SHORT = 8  # so much of a hash or a key tells it from the others on a page


def portal() -> QuerySet[AuditEntry]:
    """Return the portal's record, the latest first."""
    return AuditEntry.objects.select_related("actor", "member_state").order_by("-sequence")


def of_delegation(user: User) -> QuerySet[DelegationEntry]:
    """Return the own record of the delegation of `user`, the latest first; nobody else's."""
    if not user.is_delegate:
        return DelegationEntry.objects.none()
    own = DelegationEntry.objects.filter(member_state=user.member_state_id)
    return own.select_related("actor").order_by("-pk")


def narrowed(entries: QuerySet[Any], chosen: Mapping[str, Any], zone: dt.tzinfo) -> QuerySet[Any]:
    """Narrow a record to what was typed and chosen; days are those of `zone`."""
    if chosen.get("act"):
        entries = entries.filter(action=chosen["act"])
    if chosen.get("state"):
        entries = entries.filter(member_state=chosen["state"])
    entries = entries.filter(**_of_days(chosen, zone))
    if subject := chosen.get("subject"):
        kind, _colon, key = subject.partition(":")
        entries = entries.filter(subject_type=kind, subject_id=key)
    if words := chosen.get("q"):
        entries = containing(entries, words)
    return entries


def _of_days(chosen: Mapping[str, Any], zone: dt.tzinfo) -> dict[str, dt.datetime]:
    found = {}
    if chosen.get("since"):
        found["at__gte"] = dt.datetime.combine(chosen["since"], dt.time(), zone)
    if chosen.get("until"):
        found["at__lt"] = dt.datetime.combine(chosen["until"] + dt.timedelta(days=1), dt.time(), zone)
    return found


def ends(chosen: Mapping[str, Any], zone: dt.tzinfo) -> tuple[int, int]:
    """Return between which numbers the portal's entries of the chosen days stand.

    The chain is in the order of time but for clocks that are apart, so that the first and the last
    MOST_READ entries of these days have the ends.
    """
    days = _of_days(chosen, zone)
    if not days:
        return 0, ENDLESS
    of_days = AuditEntry.objects.filter(**days)
    first = of_days.order_by("at", "sequence")[:MOST_READ].aggregate(end=Min("sequence"))["end"]
    last = of_days.order_by("-at", "-sequence")[:MOST_READ].aggregate(end=Max("sequence"))["end"]
    return first or 0, last or 0


def containing(entries: QuerySet[Any], words: str) -> QuerySet[Any]:
    """Look for words in who acted, in what an act is called, and in what was before and after."""
    wanted = spaces.ordinary(words).casefold()
    named = [act for act, name in ACTS.items() if wanted in spaces.ordinary(str(name)).casefold()]
    people = User.objects.filter(contains("first_name", words) | contains("last_name", words))
    who = contains("actor_label", words) | Q(actor__in=people.values("pk"))
    found = who | Q(action__in=named) | Q(subject_id=words)
    entries = entries.alias(was=Cast("before", TextField()), became=Cast("after", TextField()))
    # SQLite keeps JSON as it was written, with escapes; PostgreSQL the letters themselves.
    for form in {words, json.dumps(words)[1:-1]}:
        found |= Q(was__icontains=form) | Q(became__icontains=form)
    return entries.filter(found)


@dataclass(frozen=True, slots=True)
class Change:
    """One value of an entry: what it is called, what it was and what it became, as texts."""

    name: str
    before: str
    after: str


def lines(entries: Iterable[Entry], zone: str, language: str) -> list[dict[str, Any]]:
    found = list(entries)
    names = _names(found)
    return [_line(entry, names, zone, language) for entry in found]


def _names(entries: Iterable[Entry]) -> dict[tuple[str, str], str]:
    """Return how subjects in the Secretariat's record are called, a query for each kind of them."""
    keys: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        if isinstance(entry, AuditEntry) and entry.subject_type in NAMES and entry.subject_id.isdecimal():
            keys[entry.subject_type].add(entry.subject_id)
    return {
        (kind, str(one.pk)): str(name)
        for kind, wanted in keys.items()
        for one in _subjects(kind, *NAMES[kind][1:]).filter(pk__in=wanted)
        if (name := getattr(one, NAMES[kind][0]))
    }


def _subjects(kind: str, *related: str) -> QuerySet[Any]:
    found: QuerySet[Any] = apps.get_model(kind)._default_manager.all()
    return found.select_related(*related) if related else found


def _line(entry: Entry, names: Mapping[tuple[str, str], str], zone: str, language: str) -> dict[str, Any]:
    return {
        "entry": entry,
        "act": str(ACTS.get(entry.action, entry.action)),
        "who": entry.actor.display_name if entry.actor else _("the portal"),
        "subject": str(SUBJECTS.get(entry.subject_type, entry.subject_type)),
        "about": names.get((entry.subject_type, entry.subject_id)) or _about(entry),
        "changes": list(_changes(entry, zone, language)),
        "day": entry.at.astimezone(ZoneInfo(zone)).date(),
        "clock": f"{entry.at.astimezone(ZoneInfo(zone)):%H:%M}",
    }


def _about(entry: Entry) -> str:
    """Return what tells the subject from others; to a delegation no number, which counts rows of others."""
    try:
        return str(uuid.UUID(entry.subject_id))[:SHORT]
    except ValueError:
        return entry.subject_id if isinstance(entry, AuditEntry) else ""


def _changes(entry: Entry, zone: str, language: str) -> Iterable[Change]:
    before = entry.before if isinstance(entry.before, dict) else {"": entry.before}
    after = entry.after if isinstance(entry.after, dict) else {"": entry.after}
    for key in dict.fromkeys([*before, *after]):
        texts = [_said(entry, key, values.get(key), zone, language) for values in (before, after)]
        if any(texts):
            yield Change(_name(entry, key), *texts)


def _field(entry: Entry, key: str) -> Any:
    try:
        return apps.get_model(entry.subject_type)._meta.get_field(key)
    except (LookupError, ValueError, FieldDoesNotExist):
        return None


def _name(entry: Entry, key: str) -> str:
    if key in FIELDS or not key:
        return str(FIELDS.get(key, ""))
    field = _field(entry, key)
    return str(field.verbose_name) if hasattr(field, "verbose_name") else key


def _said(entry: Entry, key: str, value: Any, zone: str, language: str) -> str:
    """Say a value: a choice by its word, an instant and a day as the portal writes them."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return pgettext("record", "yes") if value else pgettext("record", "no")
    if isinstance(value, list):
        return ", ".join(_said(entry, key, one, zone, language) for one in value)
    if isinstance(value, dict):
        parts = ((_name(entry, part), _said(entry, part, one, zone, language)) for part, one in value.items())
        return "; ".join(f"{name}: {said}" if name else said for name, said in parts)
    if isinstance(value, str):
        return _word(entry, key, value) or _when(value, zone, language) or value
    return str(value)


def _word(entry: Entry, key: str, value: str) -> str:
    choices = dict(getattr(_field(entry, key), "choices", None) or ())
    if choices.get(value) == NATIVE_NAMES.get(value, ""):  # columns keep each language's own name for itself
        return str(TITLES[value])
    return str(choices.get(value) or WORDS.get(key, {}).get(value) or "")


def _when(value: str, zone: str, language: str) -> str:
    """Write an ISO date or instant as the portal does; anything else is not one."""
    try:
        if len(value) == len("2022-06-06"):
            return spaces.shown(formats.date(dt.date.fromisoformat(value), language))
        instant = dt.datetime.fromisoformat(value) if "T" in value else None
    except ValueError:
        return ""
    if instant is None:
        return ""
    if instant.tzinfo is None:  # a day and a minute on the clock of the Secretariat, as a deadline is chosen
        return f"{spaces.shown(formats.date(instant.date(), language))}, {instant:%H:%M}"
    return spaces.shown(formats.moment(instant, zone, language))
