"""What is read of each Member State of a round for its ledger, and of what was filed in it."""

import datetime as dt
from typing import Any

from django.db.models import Count, DateField, DateTimeField, F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from comments.models import Acknowledgement, Addressee, Consultation, Grant, PaperNote, Receipt, Response

# How far the note came, each step with its instant: sent, delivered, opened, acknowledged.
STEPS = ("sent_at", "delivered_at", "opened_at", "acknowledged_at")


def filed(consultation: Consultation) -> QuerySet[Response]:
    """Return what was filed in a round, each with the number of its receipt and of its comments."""
    found = Response.objects.filter(consultation=consultation).order_by("version")
    numbered = found.select_related("receipt").defer("receipt__content")
    counted: QuerySet[Response] = numbered.annotate(comment_count=Count("comments"))
    return counted


def addressees(consultation: Consultation, at: dt.datetime) -> QuerySet[Addressee]:
    """Return the addressed States with the instant of their acknowledgement, the number of events that each
    has proposed by the deadline, and the additional time that runs at `at`."""
    closes_at = consultation.closes_at
    acknowledged = Acknowledgement.objects.filter(
        consultation=consultation, member_state=OuterRef("member_state")
    )
    of_round = Addressee.objects.filter(consultation=consultation).select_related("member_state")
    addressed = with_time(of_round, at)
    found: QuerySet[Addressee] = addressed.annotate(
        events_proposed=events(consultation, issued_at__lt=closes_at),
        events_after=events(consultation, issued_at__gte=closes_at),
        acknowledged_at=Subquery(acknowledged.values("at")[:1], output_field=DateTimeField()),
        paper_on=paper_on(),
    )
    return found


def events(consultation: Consultation, **issued: Any) -> Coalesce:
    """Return the number of events that a State proposed in a round, and not later to the adopted plan."""
    filed = Receipt.objects.filter(
        consultation=consultation,
        member_state=OuterRef("member_state"),
        proposed_event__isnull=False,
        **issued,
    ).exclude(content__has_key="supplements")
    counted = filed.order_by().values("member_state").annotate(counted=Count("pk")).values("counted")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def lost_at() -> Subquery:
    """Return when it was found of a State in a ledger that the note does not reach it."""
    own = Addressee.objects.filter(
        consultation=OuterRef("consultation"), member_state=OuterRef("member_state")
    )
    return Subquery(own.values("lost_at")[:1], output_field=DateTimeField())


def paper_on() -> Subquery:
    """Return the day on which the note was handed over on paper, of a State of a round."""
    handed = PaperNote.objects.filter(
        consultation=OuterRef("consultation"), member_state=OuterRef("member_state")
    )
    return Subquery(handed.order_by("-pk").values("handed_on")[:1], output_field=DateField())


def with_time(states: QuerySet[Any], at: dt.datetime) -> QuerySet[Any]:
    """Add to the States of a round until when they may answer after the deadline and since when they may, the
    end of their additional time, be it over, and since when they are Member States no more."""
    own = {"consultation": OuterRef("consultation"), "member_state": OuterRef("member_state")}
    last = Grant.objects.running(at).filter(**own).order_by("-at", "-pk")
    longest = Grant.objects.in_force().filter(**own, at__lte=at).order_by("-until")
    found: QuerySet[Any] = states.annotate(
        granted_at=Subquery(last.values("at")[:1], output_field=DateTimeField()),
        granted_until=Subquery(last.values("until")[:1], output_field=DateTimeField()),
        time_ends_at=Subquery(longest.values("until")[:1], output_field=DateTimeField()),
        left_on=F("member_state__left_on"),
    )
    return found
