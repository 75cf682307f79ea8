"""Texts of plans: as frozen, each wording once, and as drafted by those who prepare a plan."""

from django.db.models import Exists, OuterRef, Q
from django.db.models.fields.json import KT
from django.urls import reverse
from django.utils.translation import gettext as _

from cica_portal.languages import LANGUAGES, pick
from comments.procedure import circulated
from plans.enums import EDITABLE_STATUSES
from plans.models import BlockText, ConceptPaper, RevisionBlock
from search.asking import NOTHING, Ask, Found, revision_label
from search.found import Hit, excerpt, first_with
from search.matching import Stored
from search.stores import DRAFTED, FROZEN


def frozen(ask: Ask) -> Found:
    """Find blocks of the revisions that the person reads; one whose wording came back the same is found in
    the last of them."""
    read = circulated.revisions(ask.user).values("pk")
    same = RevisionBlock.objects.filter(
        revision__in=read,
        revision__paper=OuterRef("revision__paper"),
        revision__number__gt=OuterRef("revision__number"),
        key=OuterRef("key"),
        **{f"texts__{language}": OuterRef(f"texts__{language}") for language in LANGUAGES},
    )
    blocks = RevisionBlock.objects.filter(ask.in_stored(FROZEN), ~Exists(same), revision__in=read)
    order = ("-revision__paper__period_from", "revision__paper", "-revision__number", "position")
    total, found = ask.counted(
        blocks.order_by(*order).values(
            "key", "texts", "revision", "revision__titles", "revision__number", "revision__paper",
            "revision__paper__slug",
        )
    )  # fmt: skip
    hits = []
    for row in found:
        language, text = first_with(ask.query, ask.within(row["texts"]), ask.reader)
        hits.append(
            Hit(
                title=pick(row["revision__titles"], ask.reader),
                url=ask.text_url(row, row["key"], language),
                where=revision_label(row["revision__number"]),
                language=language,
                excerpt=excerpt(text, ask.query),
            )
        )
    return Found(total, hits)


def drafted(ask: Ask) -> Found:
    """Find texts of plans in preparation that stand in no revision as they are."""
    if ask.user.is_delegate:
        return NOTHING
    papers = ConceptPaper.objects.visible_to(ask.user).filter(status__in=sorted(EDITABLE_STATUSES))
    frozen_so = Q()
    for language in LANGUAGES:
        same = RevisionBlock.objects.annotate(said=KT(f"texts__{language}"))
        frozen_so |= Q(
            Exists(same.filter(key=OuterRef("block__key"), said=OuterRef("text"))), language=language
        )
    texts = BlockText.objects.filter(
        ~frozen_so,
        Stored(DRAFTED, ask.query),
        block__paper__in=papers.values("pk"),
        block__removed_at=None,
    ).order_by("block__paper", "block__position", "language")
    total, found = ask.counted(
        ask.in_language(texts).values(
            "text", "language", "block__key", "block__paper__slug", "block__paper__titles"
        )
    )
    hits = [
        Hit(
            title=pick(row["block__paper__titles"], ask.reader),
            url=f"{reverse('plans:paper-text', args=[row['block__paper__slug']])}"
            f"?language={row['language']}#b-{row['block__key']}",
            where=_("Working draft"),
            language=row["language"],
            excerpt=excerpt(row["text"], ask.query),
        )
        for row in found
    ]
    return Found(total, hits)
