"""What the record of acts tells of a round: its deadline, and since when it has reached whom. Both decide on
silence, and stand in rows that change until the closing."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from comments.models import Addressee, Consultation, Response
from members.models import AuditEntry

MOVES = ("consultation.open", "consultation.extend", "consultation.correct_extension")
STEPS = ("consultation.reach", "consultation.view", "consultation.unreach")
# A State that responds has been reached.
FILED = ("response.submit", "response.confirm")


class Told:
    """The deadline of a round and whom it has reached, put together from the entries of its acts."""

    def __init__(self) -> None:
        self.closes_at: dt.datetime | None = None
        self.reached_at: dict[int | None, dt.datetime | None] = {}

    def read(self, entry: AuditEntry) -> None:
        """Do what an entry tells, as `consultations` did it."""
        if entry.action in MOVES:
            self.closes_at = dt.datetime.fromisoformat((entry.after or {})["closes_at"])
            return
        before = self.reached_at.get(entry.member_state_id)
        self.reached_at[entry.member_state_id] = self._after(entry, before)

    def read_response(self, entry: AuditEntry, *, received_at: dt.datetime) -> None:
        self.reached_at[entry.member_state_id] = self.reached_at.get(entry.member_state_id) or received_at

    def _after(self, entry: AuditEntry, before: dt.datetime | None) -> dt.datetime | None:
        if entry.action == "consultation.unreach":
            since = (entry.after or {}).get("reached_at")
            return dt.datetime.fromisoformat(since) if since else None
        if before and self.closes_at and entry.action == "consultation.reach":
            return entry.at if entry.at < self.closes_at <= before else before
        return before or entry.at


def contradictions() -> Iterator[str]:
    """Yield each deadline, and each State, of which the rows say otherwise than the entries of acts."""
    told: dict[str, Told] = defaultdict(Told)
    filed = Response.objects.values_list("pk", "consultation_id", "received_at")
    responses = {str(key): (str(consultation), received_at) for key, consultation, received_at in filed}
    acts = AuditEntry.objects.filter(action__in=(*MOVES, *STEPS, *FILED)).order_by("sequence")
    for entry in acts.iterator(chunk_size=500):
        if entry.action not in FILED:
            told[entry.subject_id].read(entry)
        elif response := responses.get(entry.subject_id):
            told[response[0]].read_response(entry, received_at=response[1])
    for consultation in Consultation.objects.order_by("pk"):
        closes_at = told[str(consultation.pk)].closes_at
        if consultation.closes_at != closes_at or consultation.respond_by != consultation.deadline.day:
            yield f"The deadline of {consultation.reference} is not the one that was set."
    for addressee in Addressee.objects.select_related("consultation", "member_state").order_by("pk"):
        reached_at = told[str(addressee.consultation_id)].reached_at.get(addressee.member_state_id)
        if addressee.reached_at != reached_at:
            whom = f"{addressee.consultation.reference} reached {addressee.member_state.code}"
            yield f"When {whom} is not what was recorded."
