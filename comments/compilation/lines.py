"""The compilation: what Member States filed in a round, in document order; late answers apart.

A comment has a shape for each need. `Comment` is the row that acts work on; `Line` the same as data, for what
goes through hundreds; `rows.Row` a line in words of a language, for every page and file; `presentation.Shown`
what any remark says, also a draft or a receipt, which stand in no compilation. A row of the offline form
(`offline.reading.Entry`) may be no comment yet: it has errors, and cells as they were typed.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from django.db.models import FilteredRelation, OuterRef, Q, QuerySet, Subquery

from cica_portal import state_names
from cica_portal.languages import LANGUAGES, pick
from comments.models import Comment, Consultation, Disposition, Receipt, Response
from comments.models.remarks import proposed
from comments.remarks.presentation import together
from comments.remarks.ranges import Places
from initiatives.models import ProposedEvent
from members.models import User
from plans.models import RevisionBlock
from plans.outline import revision_outline

ON_TIME, GRANTED, LATE = "on_time", "granted", "late"

JointKey = tuple[bool, str, str]


def place_of(*, is_late: bool, is_granted: bool) -> str:
    """Return the part of a compilation in which a comment stands."""
    if not is_late:
        return ON_TIME
    return GRANTED if is_granted else LATE


def joined_key(is_late: bool, joined: dict[str, Any] | None) -> JointKey | None:
    """Return by what a comment that joins another finds it: the State, and the text as it was joined."""
    return (is_late, joined["state"], joined["sha256"]) if joined else None


def joint(found: Iterable[Any]) -> tuple[list[Any], dict[JointKey, list[Any]]]:
    """Return the comments without those that join one of them, and who joins each, by its key.

    Those that join what has been replaced or withdrawn since stand by themselves, together under the first.
    `found` are rows or lines.
    """
    kept, joining = list(found), defaultdict(list)
    if not any(item.joined for item in kept):
        return kept, joining
    keys = {item.key for item in kept if not item.joined_key}
    first: dict[JointKey, JointKey] = {}
    single = []
    for item in kept:
        joined = item.joined_key
        head = joined if joined in keys else first.setdefault(joined, item.key) if joined else item.key
        if head == item.key:
            single.append(item)
        else:
            joining[head].append(item)
    return single, joining


def placed(consultation: Consultation, found: Iterable["Line"]) -> tuple[Places, list["Line"]]:
    """Return comments of a round in document order, those of late answers last, of each paragraph by State,
    in protocol order; and where the blocks stand."""
    outline = revision_outline(consultation.revision)
    order = {row.key: position for position, row in enumerate(outline, 1)}
    return Places(outline), sorted(
        found,
        key=lambda line: (
            line.is_late,
            line.grant_id is None,
            order.get(line.block_key, 0),
        ),
    )


def in_force(responses: QuerySet[Response], *, with_late: bool) -> list[Comment]:
    """Return, in one query, the comments of the standing answers among `responses`, by State; if asked, after
    them those of each State's last late answer."""
    return list(_in_force(responses, with_late=with_late).select_related("response__member_state"))


class Translated(NamedTuple):
    """A working translation as it stands: its version and status, and what it says."""

    version: int
    status: str
    remark: str
    wording: str
    rationale: str


class Line(NamedTuple):
    """A comment in force as data, for what counts, sorts, filters and sets out hundreds of them: what it says
    and whose it is, without models or words of the portal. `rows.Row` is one of them in words.

    In a compilation it has a `number`, which stays whatever the filter, and the `others` that join it.
    """

    comment_id: uuid.UUID
    block_key: uuid.UUID | None
    until_key: uuid.UUID | None
    operation: str
    after_key: uuid.UUID | None
    type: str
    language: str
    remark: str
    proposed_text: str
    wordings: dict[str, str] | None
    rationale: str
    sha256: str
    joined: dict[str, Any] | None
    attachments: list[dict[str, Any]] | None
    draft_id: uuid.UUID | None
    position: int
    version: int
    is_late: bool
    grant_id: int | None
    state_id: int
    state_code: str
    state_names: dict[str, str]
    received_at: dt.datetime | None = None
    disposition: str = ""
    stage: str = ""
    translated: Translated | None = None
    number: int = 0
    others: tuple["Line", ...] = ()

    def numbered(self, number: int, others: "tuple[Line, ...]") -> "Line":
        """Return the line as it stands in a compilation: in half the time of `_replace`."""
        return Line._make((*self[:_PLACE], number, others))

    @property
    def place(self) -> str:
        return place_of(is_late=self.is_late, is_granted=self.grant_id is not None)

    @property
    def named(self) -> str:
        """By what addresses name the comment in its consultation, as `Comment.named`."""
        return f"{self.state_code}-{self.version}-{self.position}"

    @property
    def anchor(self) -> str:
        """The place of the comment on a page of its round: short, and the same on every page."""
        return f"c-{self.named}"

    @property
    def draft_key(self) -> uuid.UUID:
        """The key of the draft that it was filed from, or would be made of it."""
        return self.draft_id or self.comment_id

    @property
    def key(self) -> JointKey:
        return self.is_late, self.state_code, self.sha256

    @property
    def joined_key(self) -> JointKey | None:
        return joined_key(self.is_late, self.joined)

    @property
    def proposals(self) -> dict[str, str]:
        """The proposed wording by language, as of a comment."""
        return proposed(self)

    @property
    def states(self) -> tuple[str, ...]:
        return tuple(line.state_code for line in (self, *self.others))

    def state(self, language: str) -> str:
        return pick(state_names.spoken(self.state_code, self.state_names), language)

    def who(self, language: str) -> str:
        """Name the States that stand by the comment."""
        names = [line.state(language) for line in (self, *self.others)]
        return together(names[0], names[1:], is_lost=bool(self.joined))


_RESPONSE = {
    "version": "response__version",
    "is_late": "response__is_late",
    "grant_id": "response__grant",
    "state_id": "response__member_state",
    "state_code": "response__member_state__code",
}
_PLACE = Line._fields.index("number")
_SAID = Line._fields[: Line._fields.index("state_names")]
_LINE = tuple(_RESPONSE.get(name, name) for name in ("pk", *_SAID[1:]))
_NAMES = tuple(f"response__member_state__name_{language}" for language in LANGUAGES)
_NAMED = len(_LINE) + len(_NAMES)
# By what comments are put in order.
_FILED = ("block_key", "response__is_late", "response__grant")
# When it came is not read for the page of a round, which says it nowhere.
_RECEIVED = "response__received_at"
_WORKED = ("disposition_kind", "disposition_stage", *(f"rendered__{name}" for name in Translated._fields))


def every(consultation: Consultation, *, with_late: bool = True, language: str = "") -> list[Line]:
    """Return what `in_force` returns of all that was filed, at a third of the cost; with `language`, what was
    done with each."""
    filed = Response.objects.filter(consultation=consultation)
    return _lines(_columns(filed, with_late, language))


def seen(
    consultation: Consultation, user: User, at: dt.datetime, *, with_late: bool, language: str = ""
) -> list[Line]:
    """Return the same of what `user` may read at `at`; without `language` nor with when it came."""
    read = Response.objects.visible_to(user, at).filter(consultation=consultation)
    return _lines(_columns(read, with_late, language))


def _columns(responses: QuerySet[Response], with_late: bool, language: str) -> QuerySet[Comment, Any]:
    comments = _in_force(responses, with_late=with_late)
    if language:
        return _with_work(comments, language).values_list(*_LINE, *_NAMES, _RECEIVED, *_WORKED)
    return comments.values_list(*_LINE, *_NAMES)


def _lines(asked: Iterable[tuple[Any, ...]]) -> list[Line]:
    """Return rows of `_LINE` and `_NAMES` as data, with what stands behind them."""
    names: dict[int, dict[str, str]] = {}
    found = []
    for row in asked:
        said, texts, more = row[: len(_LINE)], row[len(_LINE) : _NAMED], row[_NAMED:]
        if len(more) > 1:
            received_at, kind, stage, *into = more
            translated = Translated(*into) if into[0] is not None else None
            more = (received_at, kind or "", stage or "", translated)
        state_id = said[-2]
        if state_id not in names:
            present = dict(zip(LANGUAGES, texts, strict=True))
            names[state_id] = dict(state_names.short(said[-1], present))
        found.append(Line(*said, names[state_id], *more))
    return found


def keys(consultation: Consultation, user: User, at: dt.datetime, *, with_late: bool) -> list[uuid.UUID]:
    """Return the comments of `seen` by key alone, in document order, late ones last (two queries)."""
    read = Response.objects.visible_to(user, at).filter(consultation=consultation)
    rows = _in_force(read, with_late=with_late).values_list(*_FILED, "pk")
    return [pk for (pk,) in _in_order(consultation, rows)]


def among(keys: Collection[uuid.UUID]) -> dict[uuid.UUID, Line]:
    """Return by their keys the comments of those that `keys` returned, as data (one query)."""
    asked = Comment.objects.filter(pk__in=keys).order_by().values_list(*_LINE, *_NAMES, _RECEIVED)
    return {line.comment_id: line for line in _lines(asked)}


def own(consultation: Consultation, user: User, at: dt.datetime, *, with_late: bool) -> set[tuple[str, str]]:
    """Return by State and content what of `keys` joins no other (one query)."""
    read = Response.objects.visible_to(user, at).filter(consultation=consultation)
    found = _in_force(read, with_late=with_late).filter(joined__isnull=True)
    return set(found.values_list("response__member_state__code", "sha256"))


def values(
    consultation: Consultation, responses: QuerySet[Response], *wanted: str, with_late: bool = True
) -> list[tuple[Any, ...]]:
    """Return the fields `wanted` of the comments of `every`, in document order, late ones last (two
    queries)."""
    rows = _in_force(responses, with_late=with_late).values_list(*_FILED, *wanted)
    return _in_order(consultation, rows)


def _in_order(consultation: Consultation, rows: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Return what stands in rows behind `_FILED`, in document order, late ones last."""
    blocks = RevisionBlock.objects.filter(revision=consultation.revision_id).order_by()
    places = dict(blocks.values_list("key", "position"))
    placed = [
        ((is_late, grant is None, places.get(block, 0)), tuple(row)) for block, is_late, grant, *row in rows
    ]
    return [row for _place, row in sorted(placed, key=lambda one: one[0])]


def _with_work(comments: QuerySet[Comment], language: str) -> QuerySet[Comment]:
    """Add the working translation into a language, and the disposition that counts."""
    last = Disposition.objects.filter(comment=OuterRef("pk")).order_by("-version")
    return comments.annotate(
        rendered=FilteredRelation("translations", condition=Q(translations__language=language)),
        disposition_kind=Subquery(last.values("kind")[:1]),
        disposition_stage=Subquery(last.values("stage")[:1]),
    )


def _in_force(responses: QuerySet[Response], *, with_late: bool) -> QuerySet[Comment]:
    """Return the comments by State, in protocol order; what sorts them on must leave that order (stable)."""
    wanted = Q(response__in=responses.standing())
    if with_late:
        wanted |= Q(response__in=responses.late())
    return Comment.objects.filter(wanted).order_by(
        "response__is_late", "response__member_state__protocol_name", "response__version", "position"
    )


def events(consultation: Consultation) -> list[ProposedEvent]:
    """Return the thematic events filed in a round, by State and time; what supplements the adopted plan later
    is none of them."""
    receipts = (
        Receipt.objects.filter(consultation=consultation, proposed_event__isnull=False)
        .exclude(content__has_key="supplements")
        .select_related("proposed_event__member_state", "proposed_event__host")
        .order_by("member_state__protocol_name", "issued_at", "pk")
    )
    return [one.proposed_event for one in receipts if one.proposed_event is not None]
