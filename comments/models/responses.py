"""What delegations write, file and are given for it: drafts, responses, comments, receipts, the ledger."""

import datetime as dt
import uuid
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal import formats
from cica_portal.deadlines import seat_date
from cica_portal.languages import reader_language
from comments.enums import Channel, Position, Stance, Standing, Visibility
from comments.models.consultation import Addressee, Consultation, HeldClosing
from comments.models.remarks import RemarkFields
from comments.models.shared import Own
from initiatives.models import ProposedEvent
from members.models import MemberState, User

# Translators: number is the number that the State gave its note; date is the date of the note;
# register_number is its number in the register of the Secretariat
BY_NOTE = _("by note No. %(number)s of %(date)s, registered as %(register_number)s")
# Translators: number is the number or subject of the mail; date is its date; register_number is its number in
# the register of the Secretariat
BY_MAIL = _("by mail of %(date)s (%(number)s), registered as %(register_number)s")
# Translators: position is one, as "supports the draft"
NOT_COUNTED = pgettext_lazy("position", "%(position)s (late, not counted)")
# How a response came, where its note or mail has a number, and where it has none.
CAME = {
    Channel.NOTE: (BY_NOTE, _("by a note of %(date)s without a number, registered as %(register_number)s")),
    Channel.MAIL: (BY_MAIL, _("by mail of %(date)s, registered as %(register_number)s")),
}


class DraftComment(Own, RemarkFields):
    """A remark that a delegation is working on. It belongs to that State alone, existence included."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    updated_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    updated_at = models.DateTimeField()

    class Meta(RemarkFields.Meta):
        ordering = ["created_at", "pk"]
        indexes = [models.Index(fields=["consultation", "member_state"])]
        constraints = [
            *RemarkFields.Meta.constraints,
            models.UniqueConstraint(
                name="joined_once_by_a_state", fields=["consultation", "member_state", "joins"]
            ),
        ]


# Late text never counts as a State's answer, unless the Secretariat has granted it.
COUNTS = Q(is_late=False) | Q(grant__isnull=False)


class ResponseQuerySet(models.QuerySet["Response"]):
    def official(self) -> "ResponseQuerySet":
        """Return what counts: what was filed on time, or afterwards under a grant."""
        return self.filter(COUNTS)

    def after_deadline(self) -> "ResponseQuerySet":
        """Return what was filed after the deadline, under a grant or late; not what an extension has covered
        since: that was filed again, in time."""
        return self.filter(is_late=True, received_at__gte=F("consultation__closes_at"))

    def late(self) -> "ResponseQuerySet":
        """Return what came too late and counts for nothing: the last such answer of each State, unless the
        State has said something in additional time since."""
        is_newer = Q(received_at__gt=models.OuterRef("received_at")) | Q(
            received_at=models.OuterRef("received_at"), version__gt=models.OuterRef("version")
        )
        newer = Response.objects.after_deadline().filter(
            is_newer,
            consultation=models.OuterRef("consultation"),
            member_state=models.OuterRef("member_state"),
        )
        return self.after_deadline().filter(~models.Exists(newer), grant=None)

    def standing(self) -> "ResponseQuerySet":
        """Return the official answers: the last version of each State that counts, unless withdrawn."""
        newer = Response.objects.filter(
            COUNTS,
            consultation=models.OuterRef("consultation"),
            member_state=models.OuterRef("member_state"),
            version__gt=models.OuterRef("version"),
        )
        return self.official().exclude(position=Position.WITHDRAWN).exclude(models.Exists(newer))

    def visible_to(self, user: User, at: dt.datetime) -> "ResponseQuerySet":
        """Return the answers `user` may read at `at`: the Secretariat all filed ones; a coordinator those
        of rounds of the own measures as soon as any other State does, at the latest from closing on; a
        delegate the own State's, and other States' according to the round's visibility, of which the
        release of the compilation is a part. While a closing waits for a signatory, who may extend the
        deadline for all, nobody reads what is read from the deadline on."""
        if not user.is_authenticated:
            return self.none()
        if user.is_secretariat:
            return self
        held = HeldClosing.objects.waiting().values("consultation")
        if user.is_coordinator:
            is_over = Q(closes_at__lte=at) & ~Q(pk__in=held)
            own = Consultation.objects.visible_to(user)
            return self.filter(consultation__in=own.filter(is_over | Q(visibility=Visibility.AT_ONCE)))
        is_over = Q(consultation__closes_at__lte=at) & ~Q(consultation__in=held)
        own_state = {"member_state": user.member_state_id}
        seen = (
            Q(consultation__visibility=Visibility.AT_ONCE)
            | (Q(consultation__visibility=Visibility.AFTER_CLOSING) & is_over)
            | Q(consultation__visibility=Visibility.AFTER_COMPILATION, consultation__release__at__lte=at)
        )
        # A State that has left reads no more than what the others read by then.
        given_on = Coalesce("consultation__release__at__date", "consultation__closes_at__date")
        stays = Q(member_state__left_on=None) | Q(member_state__left_on__gt=given_on)
        # Not by a join, which would read each answer once for each State that was addressed.
        addressed = Q(consultation__in=Addressee.objects.filter(stays, **own_state).values("consultation"))
        return self.filter(Q(**own_state) | (seen & addressed & COUNTS))


class Sourced(models.Model):
    """By which way a response came. What came outside the portal has its entry in the register of incoming
    notes, `source`: its numbers, its date and its file."""

    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.PORTAL)
    register_number = models.CharField(max_length=60, blank=True, db_index=True)
    source = models.JSONField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def way(self) -> dict[str, Any]:
        """What a receipt says of it."""
        return {name: getattr(self, name) for name in ("channel", "register_number", "source")}

    @property
    def came(self) -> str:
        """Say by which note or mail the response came; nothing of one that was submitted in the portal."""
        if not self.source:
            return ""
        numbered, unnumbered = CAME[Channel(self.channel)]
        said = numbered if self.source["number"] else unnumbered
        day, language = dt.date.fromisoformat(self.source["dated_on"]), reader_language()
        # In Kazakh the date stands before the note as its attribute.
        dated = formats.date_attr(day) if language == "kk" else formats.date(day, language)
        values = {"number": self.source["number"], "date": dated}
        return str(said % (values | {"register_number": self.register_number}))


class Stated(models.Model):
    """The position that a response states, if it does; of one from outside the portal with the words of the
    note that say so."""

    stance = models.CharField(max_length=20, choices=Stance.choices, blank=True, default="")
    stance_words = models.TextField(blank=True, default="")

    class Meta:
        abstract = True

    @property
    def stated(self) -> dict[str, str]:
        """What a receipt says of it; nothing where no position is stated."""
        said = {"stance": str(self.stance), "stance_words": self.stance_words}
        return {name: value for name, value in said.items() if value}


class Response(Sourced, Stated):
    """A Member State's official answer in one round, in versions. Insert-only once filed.

    A late answer is kept and marked; it counts as the State's answer only under a `grant`. `request_key`
    makes a second click return the first answer (rule 14). `received_at` is when the request
    had arrived, by the database's clock; of what came outside the portal, the minute at which the Secretariat
    received it. An `objection` to a decision by silence has its `reason`, and may name `paragraphs` and the
    `wording` that would remove it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="responses")
    member_state = models.ForeignKey(MemberState, on_delete=models.PROTECT, related_name="responses")
    version = models.PositiveSmallIntegerField()
    position = models.CharField(max_length=20, choices=Position.choices)
    objection = models.JSONField(null=True, blank=True)
    is_late = models.BooleanField(default=False)
    grant = models.ForeignKey("Grant", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField()
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    request_key = models.UUIDField()
    sha256 = models.CharField(max_length=64)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        ordering = ["consultation", "member_state__protocol_name", "version"]
        constraints = [
            models.UniqueConstraint(
                name="response_version_once", fields=["consultation", "member_state", "version"]
            ),
            models.UniqueConstraint(
                name="request_answered_once", fields=["consultation", "member_state", "request_key"]
            ),
            models.CheckConstraint(
                name="withdrawal_states_no_position", condition=~Q(position=Position.WITHDRAWN) | Q(stance="")
            ),
        ]

    @property
    def counts(self) -> bool:
        return not self.is_late or self.grant_id is not None

    @property
    def said_stance(self) -> str:
        """The position that it states, as papers name it; nothing where it states none."""
        word = str(self.get_stance_display()) if self.stance else ""
        return word if self.counts or not word else str(NOT_COUNTED) % {"position": word}


class Comment(RemarkFields):
    """One remark of a filed answer, exactly as filed. Insert-only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="comments")
    position = models.PositiveSmallIntegerField()
    draft_id = models.UUIDField(null=True, blank=True)

    class Meta(RemarkFields.Meta):
        ordering = ["response", "position"]
        indexes = [
            # Few comments join another's, and a start page asks for them among all.
            models.Index(name="comment_that_joins", fields=["response"], condition=Q(joins__isnull=False)),
        ]

    @property
    def named(self) -> str:
        """By what addresses name it in its consultation: its State, the version, its number in that. Short,
        for a page has hundreds of them, and each key would be 26 bytes of what a page weighs."""
        return f"{self.response.member_state.code}-{self.response.version}-{self.position}"


class ReceiptQuerySet(models.QuerySet["Receipt"]):
    def visible_to(self, user: User) -> "ReceiptQuerySet":
        """Return the receipts `user` may see: the Secretariat all, a delegate those of the own State."""
        if not user.is_authenticated:
            return self.none()
        if user.is_secretariat:
            return self
        return self.filter(member_state=user.member_state_id) if user.is_delegate else self.none()


class Receipt(models.Model):
    """Numbered, hashed proof of what a State filed: an answer, a proposed event, a statement. Insert-only.

    The number is made of the note's number, the State's code and the State's own count, so that it says
    nothing about what other States did (rule 4).
    """

    number = models.CharField(max_length=60, unique=True)
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="receipts")
    member_state = models.ForeignKey(MemberState, on_delete=models.PROTECT, related_name="receipts")
    response = models.OneToOneField(Response, null=True, blank=True, on_delete=models.PROTECT)
    proposed_event = models.OneToOneField(ProposedEvent, null=True, blank=True, on_delete=models.PROTECT)
    statement = models.OneToOneField("comments.Statement", null=True, blank=True, on_delete=models.PROTECT)
    issued_at = models.DateTimeField()
    issued_to = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="receipt_of_one_thing",
                condition=Q(response__isnull=False, proposed_event=None, statement=None)
                | Q(response=None, proposed_event__isnull=False, statement=None)
                | Q(response=None, proposed_event=None, statement__isnull=False),
            ),
        ]

    @property
    def states_named_on(self) -> dt.date:
        return seat_date(self.issued_at)

    @property
    def is_supplement(self) -> bool:
        """Whether it proves an event proposed to the adopted plan, long after its consultation."""
        return "supplements" in self.content

    @property
    def replaces(self) -> str:
        """The receipt of the response in force that this one replaced; "" where there was none."""
        number: str = self.content.get("answer", {}).get("replaces", "")
        return number


class LedgerEntry(models.Model):
    """What one Member State did in a round, frozen at closing. Insert-only."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="ledger")
    member_state = models.ForeignKey(MemberState, on_delete=models.PROTECT, related_name="+")
    standing = models.CharField(max_length=20, choices=Standing.choices)
    events_proposed = models.PositiveSmallIntegerField(default=0)
    reached_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    response = models.ForeignKey(Response, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["member_state__protocol_name"]
        constraints = [
            models.UniqueConstraint(name="entered_once", fields=["consultation", "member_state"]),
            models.CheckConstraint(name="ledger_never_awaits", condition=~Q(standing=Standing.AWAITING)),
        ]
