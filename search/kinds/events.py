"""Initiatives, in the text of their plan and in their record; and events that Member States propose."""

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cica_portal.languages import LANGUAGES, pick
from comments.models import Consultation
from comments.procedure import circulated
from initiatives.enums import INITIATIVE_STATUS_KINDS, EventKind, InitiativeStatus
from initiatives.models import PUBLISHED, Initiative, ProposalDecision, ProposedEvent
from plans.models import BlockText, RevisionBlock
from search.asking import Ask, Found
from search.found import Hit, excerpt, first_with
from search.matching import Joined, Matches, Stored
from search.stores import DRAFTED, FROZEN

RECORD = Joined(F("place"), F("outcome"), F("contact"))
PROPOSAL = Joined(F("title"), F("description"), F("place"), F("contact"))
FIRST = ("-paper__period_from", "paper", "pk")


def initiatives(ask: Ask) -> Found:
    """Find initiatives by the line of the plan, as the person reads it, or the line that supplements it, by
    their place or their outcome."""
    supplements = ProposalDecision.objects.filter(initiative=OuterRef("pk")).exclude(line={})
    # Before the adoption records are part of the working draft, which no delegate reads.
    is_read = Q(paper__status__in=PUBLISHED) if ask.user.is_delegate else Q()
    rows = Initiative.objects.filter(
        Q(Exists(_with_words(_lines(ask), ask)))
        | Q(Exists(supplements.filter(ask.in_texts("line"))))
        | (Q(Matches(RECORD, ask.query)) | ask.in_texts("places")) & is_read,
        pk__in=Initiative.objects.visible_to(ask.user).values("pk"),
    )
    keys = ask.keys(rows.order_by(*FIRST))
    found = Initiative.objects.filter(pk__in=keys[: ask.most]).order_by(*FIRST).values(
        "pk", "kind", "status", "paper__status", "place", "places", "outcome", "contact", "paper__measure",
        "block_key",
        line=_text_of(_lines(ask), ask),
        supplement=Subquery(supplements.values("line")[:1]),
        measure=F(f"paper__measure__title_{ask.reader}"),
    )  # fmt: skip
    return Found(len(keys), [_initiative(row, ask) for row in found])


def _lines(asked: Ask) -> Any:
    """Return the lines of plans: those who prepare plans read the draft, Member States what was frozen."""
    if not asked.user.is_delegate:
        return BlockText.objects.filter(block__key=OuterRef("block_key"))
    read = circulated.revisions(asked.user).values("pk")
    return RevisionBlock.objects.filter(key=OuterRef("block_key"), revision__in=read)


def _with_words(lines: Any, asked: Ask) -> Any:
    if asked.user.is_delegate:
        return lines.filter(asked.in_stored(FROZEN))
    return asked.in_language(lines.filter(Stored(DRAFTED, asked.query)))


def _text_of(lines: Any, asked: Ask) -> Any:
    """Return the texts of a line by language."""
    if asked.user.is_delegate:
        return Subquery(lines.order_by("-revision__number").values("texts")[:1])
    texts = {code: Subquery(lines.filter(language=code).values("text")[:1]) for code in LANGUAGES}
    return JSONObject(**texts)


def _initiative(row: dict[str, Any], ask: Ask) -> Hit:
    texts = {code: text or "" for code, text in (row["supplement"] or row["line"] or {}).items()}
    language, text = first_with(ask.query, ask.within(texts), ask.reader)
    if not ask.query.matches(text):
        record = [row["outcome"], *row["places"].values(), row["place"], row["contact"]]
        text = next(filter(ask.query.matches, record), text)
    status, is_adopted = InitiativeStatus(row["status"]), row["paper__status"] in PUBLISHED
    return Hit(
        title=EventKind(row["kind"]).label,
        url=reverse("initiatives:initiative-detail", args=[row["block_key"]]),
        where=row["measure"],
        language=language,
        excerpt=excerpt(text, ask.query),
        mark=INITIATIVE_STATUS_KINDS[status] if is_adopted else "waiting",
        word=status.label if is_adopted else pgettext("event", "draft, not binding"),
    )


def proposals(ask: Ask) -> Found:
    """Find proposed events: filed ones, and of the own State those that are not."""
    consultations = Consultation.objects.visible_to(ask.user).filter(revision__paper=OuterRef("paper"))
    rows = ProposedEvent.objects.visible_to(ask.user).filter(Matches(PROPOSAL, ask.query))
    rows = ask.in_language(rows.order_by("-created_at", "pk")).values(
        "pk", "title", "description", "place", "contact", "language", "filed_at",
        plan=F("paper__slug"),
        status=F("paper__status"),
        consultation=Subquery(consultations.order_by("-pk").values("pk")[:1]),
        state=F(f"member_state__name_{ask.reader}"),
    )  # fmt: skip
    total, found = ask.counted(rows)
    hits = []
    for row in found:
        url = reverse("initiatives:proposal-detail", args=[row["pk"]])
        if row["filed_at"] is None and row["status"] in PUBLISHED:
            url = reverse("initiatives:own-proposal-edit", args=[row["plan"], row["pk"]])
        elif row["filed_at"] is None:
            url = reverse("comments:event-edit", args=[row["consultation"], row["pk"]])
        texts = (row["title"], row["description"], row["place"], row["contact"])
        hits.append(
            Hit(
                title=pick({row["language"]: row["title"]}, row["language"]),
                url=url,
                where=row["state"],
                language=row["language"],
                excerpt=excerpt(next(filter(ask.query.matches, texts), row["description"]), ask.query),
                mark="done" if row["filed_at"] else "waiting",
                word=pgettext("comment", "submitted")
                if row["filed_at"]
                else _("draft, visible to your delegation only"),
            )
        )
    return Found(total, hits)
