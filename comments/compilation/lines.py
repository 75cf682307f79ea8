"""The compilation: what Member States filed in a round, in document order; late answers apart."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import FilteredRelation, OuterRef, Q, QuerySet, Subquery

from cica_portal.languages import LANGUAGES
from comments.models import Comment, Consultation, Disposition, Receipt, Response
from comments.remarks.ranges import Places
from initiatives.models import ProposedEvent
from plans.models import RevisionBlock
from plans.outline import revision_outline

JointKey = tuple[bool, str, str]


def joined_key(is_late: bool, joined: dict[str, Any] | None) -> JointKey | None:
    """Return by what a comment that joins another finds it: the State, and the text as it was joined."""
    return (is_late, joined["state"], joined["sha256"]) if joined else None


def joint(found: Iterable[Any]) -> tuple[list[Any], dict[JointKey, list[Any]]]:
    """Return the comments without those that join one of them, and who joins each, by its key.

    A comment that joins what has been replaced or withdrawn since stands alone. `found` are rows or lines.
    """
    kept, joining = list(found), defaultdict(list)
    if not any(item.joined for item in kept):
        return kept, joining
    keys = {item.key for item in kept if not item.joined_key}
    for item in kept:
        if item.joined_key in keys:
            joining[item.joined_key].append(item)
    return [item for item in kept if item.joined_key not in keys], joining


def placed_lines(
    consultation: Consultation, responses: QuerySet[Response] | None = None, *, language: str = ""
) -> tuple[Places, list["Line"]]:
    """Return the comments of the standing answers in document order, then those of late answers, of each
    paragraph by State, in protocol order, and where the blocks stand; of `responses` alone, if they are
    given, what counts. `language` is that of the working translations."""
    outline = revision_outline(consultation.revision)
    order = {row.key: position for position, row in enumerate(outline, 1)}
    given = Response.objects.all() if responses is None else responses
    found = lines(given.filter(consultation=consultation), with_late=responses is None, language=language)
    found.sort(
        key=lambda line: (
            line.is_late,
            line.grant_id is None,
            order.get(line.block_key, 0),
        )
    )
    return Places(outline), found


def in_force(responses: QuerySet[Response], *, with_late: bool) -> list[Comment]:
    """Return, in one query, the comments of the standing answers among `responses`, by State; if asked, after
    them those of each State's last late answer."""
    comments = list(_in_force(responses, with_late=with_late).select_related("response__member_state"))
    keys = {
        c.pk: (c.response.is_late, c.response.grant_id is None, c.response.member_state_id) for c in comments
    }
    last = {keys[c.pk]: c.response_id for c in comments}
    return [c for c in comments if last[keys[c.pk]] == c.response_id]


class Translated(NamedTuple):
    """A working translation as it stands: its version and status, and what it says."""

    version: int
    status: str
    remark: str
    wording: str
    rationale: str


class Worked(NamedTuple):
    """What was done with a filed comment: translated into the reader's language, answered."""

    comment_id: uuid.UUID
    received_at: dt.datetime
    disposition: str
    stage: str
    translated: Translated | None


class Line(NamedTuple):
    """A comment in force as a page of hundreds needs it: what it says and whose it is, without the models."""

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
    response_id: uuid.UUID
    version: int
    is_late: bool
    grant_id: int | None
    state_id: int
    state_code: str
    state_names: dict[str, str]
    worked: Worked | None = None

    @property
    def filed_as(self) -> tuple[bool, bool, int]:
        """Whether in time, whether under a grant, and by whom: of each the last version is shown."""
        return self.is_late, self.grant_id is None, self.state_id

    @property
    def anchor(self) -> str:
        """The place of the comment on a page of its round: short, and the same on every page."""
        return f"c-{self.state_code}-{self.version}-{self.position}"

    @property
    def key(self) -> JointKey:
        return self.is_late, self.state_code, self.sha256

    @property
    def joined_key(self) -> JointKey | None:
        return joined_key(self.is_late, self.joined)


_LINE = (*Line._fields[:15], "response_id", "response__version", "response__is_late",
         "response__grant", "response__member_state", "response__member_state__code")  # fmt: skip
_NAMES = tuple(f"response__member_state__name_{language}" for language in LANGUAGES)


_FILED_AS = ("response__is_late", "response__grant", "response__member_state")
_FILED = len(_LINE) + len(_NAMES)
_TRANSLATED = tuple(f"rendered__{name}" for name in Translated._fields)
_WORKED = ("pk", "response__received_at", "disposition_kind", "disposition_stage", *_TRANSLATED)


def lines(responses: QuerySet[Response], *, with_late: bool, language: str = "") -> list[Line]:
    """Return what `in_force` returns, at a third of the cost; with `language`, what was done with each."""
    names: dict[int, dict[str, str]] = {}
    found = []
    comments = _in_force(responses, with_late=with_late)
    fields = (*_LINE, *_NAMES)
    if language:
        comments, fields = _with_work(comments, language), (*fields, *_WORKED)
    for row in comments.values_list(*fields):
        values, texts, work = row[: len(_LINE)], row[len(_LINE) : _FILED], row[_FILED:]
        state_id = values[-2]
        if state_id not in names:
            names[state_id] = dict(zip(LANGUAGES, texts, strict=True))
        found.append(Line(*values, names[state_id], _worked(work) if work else None))
    last = {line.filed_as: line.response_id for line in found}
    return [line for line in found if last[line.filed_as] == line.response_id]


def keys(consultation: Consultation, responses: QuerySet[Response], *, with_late: bool) -> list[uuid.UUID]:
    """Return the comments of `lines` by key alone, in document order, late ones last (two queries)."""
    blocks = RevisionBlock.objects.filter(revision=consultation.revision_id)
    places = dict(blocks.values_list("key", "position"))
    fields = ("pk", "block_key", *_FILED_AS, "response_id")
    rows = list(_in_force(responses, with_late=with_late).values_list(*fields))
    last = {(row[2], row[3] is None, row[4]): row[-1] for row in rows}
    kept = [row for row in rows if last[row[2], row[3] is None, row[4]] == row[-1]]
    kept.sort(key=lambda row: (row[2], row[3] is None, places.get(row[1], 0)))
    return [row[0] for row in kept]


def _worked(values: tuple[Any, ...]) -> Worked:
    pk, received_at, kind, stage, *into = values
    translated = Translated(*into) if into[0] is not None else None
    return Worked(pk, received_at, kind or "", stage or "", translated)


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
        wanted |= Q(response__in=responses.filter(is_late=True))
    return Comment.objects.filter(wanted).order_by(
        "response__is_late", "response__member_state__protocol_name", "response__version", "position"
    )


def events(consultation: Consultation) -> list[ProposedEvent]:
    """Return the thematic events filed in a round, by State and time."""
    receipts = (
        Receipt.objects.filter(consultation=consultation, proposed_event__isnull=False)
        .select_related("proposed_event__member_state", "proposed_event__host")
        .order_by("member_state__protocol_name", "issued_at", "pk")
    )
    return [receipt.proposed_event for receipt in receipts]
