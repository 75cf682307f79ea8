"""Every write that a request of any test makes is recorded: this watches all of them (rule 33).

A request that changes a row of the portal and leaves no entry, neither in the portal's record nor in the
delegation's own, fails its test. What is undone again, by a refusal after it, was no write.
"""

import re
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db import connection
from django.http import HttpRequest, HttpResponse

APPS = (
    "members",
    "phrases",
    "documents",
    "plans",
    "initiatives",
    "comments",
    "notes",
    "dashboard",
    "search",
    "api",
)
ENTRIES = {"members_auditentry", "members_delegationentry"}
# Each with the reason why a row of it needs no entry of its own.
NEEDS_NONE = {
    "members.AuditEntry": "is the record itself",
    "members.DelegationEntry": "is the record itself",
    "members.AuditHead": "is the end of the record",
    "members.Installation": "the first one begins with nobody's act; a released copy leaves the entry",
    "members.PresenceSpan": "when the portal was there; of processes, not of acts",
    "members.RecordCheck": "what the nightly check of the record found",
    "members.Seal": "is part of the record: its entry holds its hash",
    "members.PersonalMail": "a message on its way; what it tells of leaves the entry",
    "members.Newness": "what of the open points a person has not looked at; made from rows that are recorded",
    "members.FailedSignIn": "counted at once, and brought into the records by the next sweep",
    "plans.Presence": "who has a field open this minute; nothing is kept of it",
    "comments.MergeDraft": "a person's choices before anything is taken, which leaves the entry",
    "documents.Document": "made from rows that are recorded, and kept beside them",
    "dashboard.ToldPoint": "what a digest told a person, beside the message",
    "dashboard.Alarm": "what operators were written to about; of processes, not of acts",
    "dashboard.SweepRecord": "when a sweep last ran",
    "api.TokenUse": "the day on which a program last asked; it changes nothing that anybody reads",
    "notes.DeliveryReport": "what a mail server said, kept as it came; what it changes leaves the entry",
}

_WRITE = re.compile(r'(?:INSERT(?: OR IGNORE)? INTO|UPDATE|DELETE FROM) "(\w+)')
_BACK = re.compile(r'ROLLBACK TO SAVEPOINT "?(\w+)')
_SAVEPOINT = re.compile(r'SAVEPOINT "?(\w+)')


def watched() -> set[str]:
    """Return the tables of which every write needs an entry."""
    return {
        model._meta.db_table
        for model in apps.get_models()
        if model._meta.app_label in APPS and model._meta.label not in NEEDS_NONE
    }


class Writes:
    """Collects the tables that are written to, without what a savepoint takes back."""

    def __init__(self) -> None:
        self.tables: list[str] = []
        self.marks: dict[str, int] = {}

    def __call__(self, execute: Callable, sql: str, params: Any, many: bool, context: dict) -> Any:
        result = execute(sql, params, many, context)
        if found := _WRITE.match(sql):
            if sql.startswith("INSERT") or context["cursor"].rowcount > 0:
                self.tables.append(found[1])
        elif found := _BACK.match(sql):
            del self.tables[self.marks.get(found[1], 0) :]
        elif found := _SAVEPOINT.match(sql):
            self.marks[found[1]] = len(self.tables)
        return result


class WritesAreRecorded:
    """Middleware of the tests alone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.watched = watched()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        writes = Writes()
        with connection.execute_wrapper(writes):
            response = self.get_response(request)
        tables = set(writes.tables)
        if not tables & ENTRIES and (unrecorded := tables & self.watched):
            raise AssertionError(f"{request.method} {request.path} leaves no entry of {sorted(unrecorded)}")
        return response
