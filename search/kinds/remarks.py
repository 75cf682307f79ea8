"""What was said on a text: comments as filed, a delegation's own drafts, and what became of comments."""

import uuid
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, TextChoices, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cica_portal.languages import LANGUAGES
from comments.consolidation import versions
from comments.enums import DispositionKind, ReactionKind
from comments.models import Clarification, Comment, Disposition, DraftComment, Reaction, Response
from comments.procedure.deadlines import unsubmitted
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
    return _shown(_counted(_read(ask).filter(Stored(FILED, ask.query)), ask), ask)


def of_state(ask: Ask) -> Found:
    """Find the same of the State whose name was typed, whatever they say."""
    code = people.state_named(ask)
    if not code:
        return NOTHING
    of_it = _read(ask).filter(~Q(Stored(FILED, ask.query)), response__member_state__code=code)
    return _shown(_counted(of_it, ask), ask)


def _answers(ask: Ask) -> QuerySet[Response]:
    """Return the answers of which a person finds the comments."""
    answers = Response.objects.visible_to(ask.user, ask.at)
    return answers.standing() | answers.late()


def _read(ask: Ask) -> QuerySet[Comment]:
    return Comment.objects.filter(response__in=_answers(ask).values("pk"))


def _counted(comments: QuerySet[Comment], ask: Ask) -> list[uuid.UUID]:
    """Return the keys of comments, no more than are counted, the first of them in front."""
    found = ask.in_language(comments.order_by(*FIRST)).values_list("pk", flat=True)
    return list(found[: MOST_COUNTED + 1])


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
    total, found = ask.shown(keys, _of_keys)
    return Found(total, [_filed(row, ask) for row in found])


def _of_keys(asked: Ask, keys: Sequence[Any]) -> QuerySet:
    drafts = DraftComment.objects.visible_to(asked.user)
    own = drafts.filter(pk=OuterRef("draft_id"), sha256=OuterRef("sha256"))
    return Comment.objects.filter(pk__in=keys).order_by(*FIRST).values(
        *_FIELDS, "draft_id", "position", "response__version", "response__member_state__code",
        "response__consultation", "response__consultation__reference", "response__is_late", "response__grant",
        is_drafted=Exists(own),
        state=F(f"response__member_state__name_{asked.reader}"),
    )  # fmt: skip


def _filed(row: dict[str, Any], ask: Ask) -> Hit:
    anchor = f"c-{row['response__member_state__code']}-{row['response__version']}-{row['position']}"
    if row["is_drafted"]:
        anchor = f"c-{row['draft_id']}"
    url = reverse("comments:consultation-detail", args=[row["response__consultation"]])
    is_late = row["response__is_late"] and row["response__grant"] is None
    return Hit(
        title=row["state"],
        url=f"{url}?language={row['language']}#{anchor}",
        where=row["response__consultation__reference"],
        language=row["language"],
        excerpt=excerpt(said(row, ask), ask.query),
        mark="needs" if is_late else "done",
        word=_word(is_late=is_late, is_granted=row["response__grant"] is not None),
    )


def _word(*, is_late: bool, is_granted: bool) -> str:
    if is_late:
        return pgettext("comment", "late")
    if is_granted:
        return pgettext("comment", "submitted in additional time")
    return pgettext("comment", "submitted")


def own_drafts(ask: Ask) -> Found:
    """Find what the own delegation has written and not filed as it stands; nobody else's, ever."""
    if not ask.user.is_delegate:
        return NOTHING
    total, found = ask.counted(_own_drafts(ask))
    hits = [
        Hit(
            title=row["state"],
            url=f"{reverse('comments:consultation-detail', args=[row['consultation']])}"
            f"?language={row['language']}#c-{row['pk']}",
            where=row["consultation__reference"],
            language=row["language"],
            excerpt=excerpt(said(row, ask), ask.query),
            mark="waiting",
            word=_("draft, seen by your delegation only"),
        )
        for row in found
    ]
    return Found(total, hits)


def _own_drafts(asked: Ask) -> QuerySet:
    drafts = unsubmitted.drafts().filter(
        Matches(SAID, asked.query), pk__in=DraftComment.objects.visible_to(asked.user).values("pk")
    )
    return asked.in_language(drafts.order_by("-updated_at", "pk")).values(
        *_FIELDS, "consultation", "consultation__reference", state=F(f"member_state__name_{asked.reader}")
    )[: MOST_COUNTED + 1]


def replies(ask: Ask) -> Found:
    """Find the replies to comments: what stands, in the words of whoever answered."""
    return _said(ask, _replies, "reply", DispositionKind)


def _replies(asked: Ask) -> QuerySet:
    given = Disposition.objects.visible_to(asked.user, asked.at).last_for(asked.user)
    given = given.filter(Stored(REPLIES, asked.query), Exists(_listed("comment")))
    return _said_to(asked, given, "reply", "comment", "kind")


def clarifications(ask: Ask) -> Found:
    """Find messages on filed comments, between their State and those who answer."""
    return _said(ask, _clarifications, "text")


def _clarifications(asked: Ask) -> QuerySet:
    readable = Response.objects.visible_to(asked.user, asked.at).filter(pk=OuterRef("comment__response"))
    # Asked of each message, of which there are few, and not by way of all responses.
    messages = Clarification.objects.filter(Matches(F("text"), asked.query), Exists(readable))
    messages = messages.annotate(now=versions.now("comment")).filter(now__isnull=False)
    if asked.user.is_delegate:
        messages = messages.filter(comment__response__member_state=asked.user.member_state_id)
    return _said_to(asked, messages, "text", "comment", about="now")


def statements(ask: Ask) -> Found:
    """Find what States said to the dispositions of their comments, where they maintained their position. A
    disposition that was confirmed again has a copy of what was said to the one before it."""
    return _said(ask, _statements, "statement", ReactionKind)


def _statements(asked: Ask) -> QuerySet:
    told = Disposition.objects.visible_to(asked.user, asked.at).confirmed()
    readable = told.filter(pk=OuterRef("disposition"))
    said_to = Reaction.objects.filter(
        Matches(F("statement"), asked.query), Exists(readable), Exists(_listed("disposition__comment"))
    )
    return _said_to(asked, said_to, "statement", "disposition__comment", "kind")


def _listed(comment: str) -> QuerySet[Comment]:
    """Return the comment to which the path leads, if the lists still have it: what its State withdrew has no
    page to lead to."""
    return versions.listed().filter(pk=OuterRef(comment))


def _said_to(asked: Ask, rows: QuerySet, text: str, comment: str, *fields: str, about: str = "") -> QuerySet:
    """Return the query for what was said, in the field `text`, to the comment to which the path `comment`
    leads; `about` names the field with the same comment as it is listed now."""
    return asked.in_language(rows.order_by("-at", "pk")).values(
        text, "language", *fields,
        state=F(f"{comment}__response__member_state__name_{asked.reader}"),
        about=F(about or comment),
        in_consultation=F(f"{comment}__response__consultation"),
        reference=F(f"{comment}__response__consultation__reference"),
    )[: MOST_COUNTED + 1]  # fmt: skip


def _said(
    ask: Ask, compose: Callable[[Ask], QuerySet], text: str, kinds: type[TextChoices] | None = None
) -> Found:
    """Return what was said to comments, by the query for it."""
    total, found = ask.counted(compose(ask))
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
