"""Filters of lists that a person keeps under a name and opens again: nobody else's."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cica_portal.errors import DomainError
from members import audit
from members.models import SavedFilter, User

# So many are offered above one list.
MOST = 20


class TooManyFilters(DomainError):
    sentence = _("%(number)s filters are saved for this list. Remove one, then save this one.")


def of(person: User, page: str) -> Sequence[SavedFilter]:
    """Return the filters that a person keeps for a kind of list."""
    return list(SavedFilter.objects.filter(person=person, page=page))


def save(page: str, query: str, *, name: str, by: User, at: dt.datetime) -> None:
    """Keep a filter; one of the same name gives way to it."""
    with transaction.atomic():
        User.objects.select_for_update(of=("self",)).get(pk=by.pk)
        kept = SavedFilter.objects.filter(person=by, page=page)
        if not kept.filter(name=name).exists() and kept.count() >= MOST:
            raise TooManyFilters(number=MOST)
        SavedFilter.objects.update_or_create(person=by, page=page, name=name, defaults={"query": query})
        audit.record("saved_filter.save", subject=by, by=by, at=at, after={"filter": name})


def remove(kept: SavedFilter, *, by: User, at: dt.datetime) -> None:
    with transaction.atomic():
        kept.delete()
        audit.record("saved_filter.remove", subject=by, by=by, at=at, before={"filter": kept.name})
