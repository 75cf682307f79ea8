"""The feed of official acts: issued, closed, released, adopted, announced, as far as its reader may know."""

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import OuterRef, Q, Subquery
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from cica_portal import organization
from cica_portal.languages import pick
from cica_portal.web.addresses import absolute
from comments.enums import ConsultationStatus
from comments.models import CompilationRelease, Consultation, ConsultationEvent
from initiatives import lines
from initiatives.models import PUBLISHED, Initiative, InitiativeEvent
from members.models import User
from notes.enums import NoteStatus
from notes.models import VerbalNote
from plans.models import PaperEvent, Revision

CONTENT_TYPE = "application/atom+xml; charset=utf-8"
MOST = 100


class Act(NamedTuple):
    """One official act: `name` says what became of what, `about` on which plan. With its instant the name is
    its own for life; no number of a row is in it, which would count the acts of others (rule 4)."""

    name: str
    at: dt.datetime
    title: str
    about: str
    link: str


def acts(person: User, language: str) -> list[Act]:
    """Return the latest acts that `person` may know of, newest first; the active language is `language`."""
    found = [
        *_notes(person, language),
        *_closings(person, language),
        *_releases(person, language),
        *_plans(language),
        *_events(person, language),
    ]
    return sorted(found, key=lambda act: (act.at, act.name), reverse=True)[:MOST]


def written(person: User, language: str, *, address: str) -> bytes:
    """Return the feed of a person; the address is private, so the feed is known by the person's key."""
    found = acts(person, language)
    feed = Atom1Feed(
        title=_("%(portal)s: official actions") % {"portal": organization.name("portal", language)},
        link=absolute("home") or "/",
        description="",
        language=language,
        feed_url=address,
        feed_guid=_tag(f"acts-{person.key}"),
        author_name=organization.name("secretariat_short", language),
    )
    for act in found:
        feed.add_item(
            title=act.title,
            link=act.link,
            description=act.about,
            unique_id=_tag(f"{act.name}-{act.at.astimezone(dt.UTC):%Y%m%dT%H%M%S.%fZ}"),
            pubdate=act.at,
            updateddate=act.at,
        )
    # The feed was last changed by its last act: an empty one has never been.
    feed.latest_post_date = lambda: found[0].at if found else person.date_joined
    return feed.writeString("utf-8").encode()


def _notes(person: User, language: str) -> Iterator[Act]:
    issued = VerbalNote.objects.visible_to(person).filter(status=NoteStatus.ISSUED)
    for note in issued.annotate(last_titles=titles("paper")).order_by("-issued_at", "-pk")[:MOST]:
        title = _("Note %(number)s: %(kind)s") % {"number": note.number, "kind": note.get_kind_display()}
        about = pick(note.last_titles or {}, language)
        yield Act(f"note-{note.key}", note.issued_at, title, about, absolute("notes:note-detail", note.key))


def _closings(person: User, language: str) -> Iterator[Act]:
    ended = ConsultationEvent.objects.filter(consultation__in=Consultation.objects.visible_to(person))
    ended = ended.exclude(to_status=ConsultationStatus.OPEN)  # the note that opens a round is told of
    for event in ended.select_related("consultation__revision").order_by("-at", "-pk")[:MOST]:
        consultation = event.consultation
        said = {"reference": consultation.reference, "status": ConsultationStatus(event.to_status).label}
        title = _("Consultation %(reference)s: %(status)s") % said
        name = f"consultation-{consultation.pk}-{event.to_status}"
        yield Act(name, event.at, title, *_of(consultation, language))


def _releases(person: User, language: str) -> Iterator[Act]:
    released = CompilationRelease.objects.filter(consultation__in=Consultation.objects.visible_to(person))
    for release in released.select_related("consultation__revision").order_by("-at", "-pk")[:MOST]:
        title = _("Consultation %(reference)s: compilation distributed") % {
            "reference": release.consultation.reference
        }
        name = f"release-{release.consultation_id}"
        yield Act(name, release.at, title, *_of(release.consultation, language))


def _plans(language: str) -> Iterator[Act]:
    """Yield what became of the plans that every Member State reads."""
    moved = PaperEvent.objects.filter(paper__status__in=PUBLISHED, to_status__in=PUBLISHED)
    moved = moved.select_related("paper").annotate(last_titles=titles("paper"))
    for event in moved.order_by("-at", "-pk")[:MOST]:
        title = _("Plan: %(status)s") % {"status": event.to_label}
        about = pick(event.last_titles or {}, language)
        link = absolute("initiatives:plan-matrix", event.paper.slug)
        yield Act(f"plan-{event.paper.slug}-{event.to_status}", event.at, title, about, link)


def _events(person: User, language: str) -> Iterator[Act]:
    seen = Initiative.objects.visible_to(person)
    moved = list(
        InitiativeEvent.objects.filter(Q(initiative__in=seen), by__isnull=False)
        .select_related("initiative__paper__measure", "initiative__proposal_decision__event")
        .annotate(last_titles=titles("initiative__paper"))
        .order_by("-at", "-pk")[:MOST]
    )
    found = [event.initiative for event in moved]
    by_key = lines.find_lines(found, person)
    for event in moved:
        initiative = event.initiative
        called = lines.title(initiative, by_key.get(initiative.block_key), language)
        title = _("Event, %(status)s: %(title)s") % {"status": event.to_label, "title": called}
        about = pick(event.last_titles or {}, language)
        link = absolute("initiatives:initiative-detail", initiative.block_key)
        yield Act(f"event-{initiative.block_key}-{event.to_status}", event.at, title, about, link)


def titles(paper: str) -> Subquery:
    """Return the titles under which a plan was last frozen: a working one is nobody else's to read."""
    frozen = Revision.objects.filter(paper=OuterRef(paper)).order_by("-number")
    return Subquery(frozen.values("titles")[:1])


def _of(consultation: Consultation, language: str) -> tuple[str, str]:
    link = absolute("comments:consultation-detail", consultation.pk)
    return pick(consultation.revision.titles, language), link


def _tag(name: str) -> str:
    """Return the identifier of an act for life, under the host that the portal was set up with."""
    return f"tag:{urlsplit(settings.PORTAL_ORIGIN).hostname or 'portal.invalid'},2022:{name}"
