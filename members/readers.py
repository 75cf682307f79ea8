"""Somebody of a role, for queries that are composed once: who it is, and of which State, is put in later."""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from django.db.models import QuerySet

from cica_portal.database import composed
from cica_portal.database.composed import NUMBER, Given, Known
from members.models import User
from members.models.people import OfARole

Row = TypeVar("Row")


class Reader(OfARole, Given):
    """Stands in a query where a person does, `visible_to` included: by its key, State and role alone."""

    is_authenticated = True

    def __init__(self, role: str) -> None:
        super().__init__("reader", NUMBER)
        self.role = role

    @property
    def pk(self) -> Given:
        return Given("reader", NUMBER)

    @property
    def member_state_id(self) -> Given:
        return Given("state", NUMBER)


def rows(
    key: Hashable,
    compose: Callable[..., QuerySet[Any, Row]],
    user: User,
    **values: Known,
) -> list[Row]:
    """Return the rows of the query that `compose` makes for a person: composed once for each role."""
    if not user.is_authenticated or user.pk is None:
        return list(compose(user, **values))
    role = user.role

    def make(*, reader: Given, state: Given, **given: Given) -> QuerySet[Any, Row]:
        return compose(Reader(role), **given)

    return composed.rows((key, role), make, reader=user.pk, state=user.member_state_id or 0, **values)
