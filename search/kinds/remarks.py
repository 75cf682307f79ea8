"""What was said on a text: comments as filed, a delegation's own drafts, and what became of comments."""

import uuid
from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, TextChoices, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cica_portal.languages import LANGUAGES
from comments.answering import versions
from comments.enums import DispositionKind, ReactionKind
from comments.models import Clarification, Comment, Disposition, DraftComment, Reaction, Response
from comments.procedure.deadlines import unsubmitted
from comments.reading.decisions import tell_decision, with_decisions
from search import stores
from search.asking import NOTHING, Ask, Found
from search.found import MOST_COUNTED, Hit, excerpt
from search.kinds import people
from search.matching import Joined, Matches, Stored
from search.stores import FILED, REPLIES

SAID = Joined(
    F("remark"),
    F("proposed_text"),
    F("rationale"),
    *(Coalesce(KT(f"wordings__{language}"), Value("")) for language in LANGUAGES),
)
# The latest consultation first, and each answer as it was written.
FIRST = ("-response__consultation__opens_at", "response__member_state__protocol_name", "position")
_FIELDS = ("pk", "language", "remark", "proposed_text", "rationale", "wordings")


def said(row: dict[str, Any], ask: Ask) -> str:
    """Return the part of a remark in which the query is found, or all of it where it is found across them."""
    parts = [text for text in _parts(row) if text]
    return next((text for text in parts if ask.query.matches(text)), " ".join(parts))


def _parts(row: dict[str, Any]) -> Iterator[str]:
    yield from (row["remark"], row["proposed_text"], row["rationale"])
    yield from (row["wordings"] or {}).values()


def filed(ask: Ask) -> Found:
    """Find comments in force among the answers that the person reads, and those that came late."""
    if stores.being_read().vendor == "sqlite":
        return _shown(_in_answers(ask), ask)
    found = _read(ask).filter(Stored(FILED, ask.query))
    return _shown(ask.keys(ask.in_language(found.order_by(*FIRST))), ask)


def of_state(ask: Ask) -> Found:
    """Find the same of the State whose name was typed, whatever they say."""
    code = people.state_named(ask)
    if not code:
        return NOTHING
    of_it = _read(ask).filter(~Q(Stored(FILED, ask.query)), response__member_state__code=code)
    return _shown(ask.keys(ask.in_language(of_it.order_by(*FIRST))), ask)


def _answers(ask: Ask) -> QuerySet[Response]:
    """Return the answers of which a person finds the comments."""
    answers = Response.objects.visible_to(ask.user, ask.at)
    return answers.standing() | answers.late()


def _read(ask: Ask) -> QuerySet[Comment]:
    return Comment.objects.filter(response__in=_answers(ask).values("pk"))


def _in_answers(ask: Ask) -> list[uuid.UUID]:
    """Return the same of the comments in which the query is found, on SQLite: by the numbers of these, which
    are looked for in an index of each answer's comments. To look up each comment that is found, and its
    answer, takes three times as long for a frequent word."""
    answers = Response.objects.filter(pk__in=_answers(ask).values("pk")).order_by()
    columns = {"opened": F("consultation__opens_at"), "state": F("member_state__protocol_name")}
    asked: Any = answers.values(answer=F("pk"), **columns).query
    connection = stores.being_read()
    answer, params = asked.get_compiler(connection=connection).as_sql()
    in_language = " AND language = %s" if ask.language else ""
    in_order = " ORDER BY opened DESC, state, position" if ask.in_order else ""
    sql = (
        f"SELECT key FROM ({answer}) answers JOIN {FILED.numbered} ON response_id = answer"  # noqa: S608 - names of the stores
        f" WHERE +number IN ({FILED.numbers('%s')}){in_language}{in_order} LIMIT %s"
    )
    given = [*params, ask.query.fts, *filter(None, [ask.language]), MOST_COUNTED + 1]
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return [uuid.UUID(key) for (key,) in cursor.fetchall()]


def _shown(keys: list[uuid.UUID], ask: Ask) -> Found:
    drafts = DraftComment.objects.visible_to(ask.user)
    own = drafts.filter(pk=OuterRef("draft_id"), sha256=OuterRef("sha256"))
    shown = with_decisions(Comment.objects.filter(pk__in=keys[: ask.most]), ask.user, ask.at)
    found = shown.order_by(*FIRST).values(
        *_FIELDS, "draft_id", "position", "response__version", "response__member_state__code",
        "response__consultation", "response__consultation__reference", "response__is_late", "response__grant",
        "disposition_kind", "disposition_stage", "taken_into",
        is_drafted=Exists(own),
        state=F(f"response__member_state__name_{ask.reader}"),
    )  # fmt: skip
    return Found(len(keys), [_filed(row, ask) for row in found])


def _filed(row: dict[str, Any], ask: Ask) -> Hit:
    anchor = f"c-{row['response__member_state__code']}-{row['response__version']}-{row['position']}"
    if row["is_drafted"]:
        anchor = f"c-{row['draft_id']}"
    url = reverse("comments:consultation-detail", args=[row["response__consultation"]])
    mark, word = _became(row)
    return Hit(
        title=row["state"],
        url=f"{url}?language={row['language']}#{anchor}",
        where=row["response__consultation__reference"],
        language=row["language"],
        excerpt=excerpt(said(row, ask), ask.query),
        mark=mark,
        word=word,
    )


def _became(row: dict[str, Any]) -> tuple[str, str]:
    """Return mark and words of what became of a comment, as far as the reader may know it."""
    if decided := tell_decision(row):
        return decided
    if not row["response__is_late"]:
        return "done", pgettext("comment", "submitted")
    if row["response__grant"] is None:
        return "needs", pgettext("comment", "late")
    return "done", pgettext("comment", "submitted in additional time")


def own_drafts(ask: Ask) -> Found:
    """Find what the own delegation has written and not filed as it stands; nobody else's, ever."""
    if not ask.user.is_delegate:
        return NOTHING
    drafts = unsubmitted.drafts().filter(
        Matches(SAID, ask.query), pk__in=DraftComment.objects.visible_to(ask.user).values("pk")
    )
    rows = ask.in_language(drafts.order_by("-updated_at", "pk")).values(
        *_FIELDS, "consultation", "consultation__reference", state=F(f"member_state__name_{ask.reader}")
    )
    total, found = ask.counted(rows)
    hits = [
        Hit(
            title=row["state"],
            url=f"{reverse('comments:consultation-detail', args=[row['consultation']])}"
            f"?language={row['language']}#c-{row['pk']}",
            where=row["consultation__reference"],
            language=row["language"],
            excerpt=excerpt(said(row, ask), ask.query),
            mark="waiting",
            word=_("draft, visible to your delegation only"),
        )
        for row in found
    ]
    return Found(total, hits)


def replies(ask: Ask) -> Found:
    """Find the replies to comments: what stands, in the words of whoever answered."""
    given = Disposition.objects.visible_to(ask.user, ask.at).last_for(ask.user)
    given = given.filter(Stored(REPLIES, ask.query), Exists(_listed("comment")))
    return _said(ask, given, "reply", "comment", DispositionKind)


def clarifications(ask: Ask) -> Found:
    """Find messages on filed comments, between their State and those who answer."""
    readable = Response.objects.visible_to(ask.user, ask.at).filter(pk=OuterRef("comment__response"))
    # Asked of each message, of which there are few, and not by way of all responses.
    messages = Clarification.objects.filter(Matches(F("text"), ask.query), Exists(readable))
    messages = messages.annotate(now=versions.now("comment")).filter(now__isnull=False)
    if ask.user.is_delegate:
        messages = messages.filter(comment__response__member_state=ask.user.member_state_id)
    return _said(ask, messages, "text", "comment", about="now")


def statements(ask: Ask) -> Found:
    """Find what States said to the dispositions of their comments, where they maintained their position. A
    disposition that was confirmed again has a copy of what was said to the one before it."""
    told = Disposition.objects.visible_to(ask.user, ask.at).confirmed()
    readable = told.filter(pk=OuterRef("disposition"))
    said_to = Reaction.objects.filter(
        Matches(F("statement"), ask.query), Exists(readable), Exists(_listed("disposition__comment"))
    )
    return _said(ask, said_to, "statement", "disposition__comment", ReactionKind)


def _listed(comment: str) -> QuerySet[Comment]:
    """Return the comment to which the path leads, if the lists still have it: what its State withdrew has no
    page to lead to."""
    return versions.listed().filter(pk=OuterRef(comment))


def _said(
    ask: Ask,
    rows: QuerySet,
    text: str,
    comment: str,
    kinds: type[TextChoices] | None = None,
    about: str = "",
) -> Found:
    """Return what was said, in the field `text`, to the comment to which the path `comment` leads; `about`
    names the field with the same comment as it is listed now."""
    fields = ["kind"] if kinds else []
    rows = ask.in_language(rows.order_by("-at", "pk")).values(
        text, "language", *fields,
        state=F(f"{comment}__response__member_state__name_{ask.reader}"),
        about=F(about or comment),
        in_consultation=F(f"{comment}__response__consultation"),
        reference=F(f"{comment}__response__consultation__reference"),
    )  # fmt: skip
    total, found = ask.counted(rows)
    hits = [
        Hit(
            title=row["state"],
            url=_dialogue_url(row["in_consultation"], row["about"], ask),
            where=row["reference"],
            language=row["language"],
            excerpt=excerpt(row[text], ask.query),
            mark="quiet",
            word=kinds(row["kind"]).label if kinds else pgettext("comment", "clarification"),
        )
        for row in found
    ]
    return Found(total, hits)


def _dialogue_url(consultation: int, comment: uuid.UUID, ask: Ask) -> str:
    if ask.user.is_delegate:
        return f"{reverse('comments:own-comments', args=[consultation])}#c-{comment}"
    return reverse("comments:disposition-detail", args=[consultation, comment])
