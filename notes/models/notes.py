import datetime as dt
import uuid

from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal.languages import CHOICES, lowfirst, pick, reader_language
from cica_portal.workflow import StatusEvent
from comments.models import Addressee, Consultation
from members.models import (
    Correspondent,
    CorrespondentAddress,
    MemberState,
    Outgoing,
    StateAddress,
    User,
)
from notes.enums import Addressing, DispatchStatus, NoteKind, NoteStatus, ReportAction, Rung
from plans.models import ConceptPaper


class NoteSeries(models.Model):
    """A series of notes: what their numbers begin with, as NCT/ICT."""

    prefix = models.CharField(max_length=30, unique=True)

    def __str__(self) -> str:
        return self.prefix


class VerbalNoteQuerySet(models.QuerySet["VerbalNote"]):
    def visible_to(self, user: User) -> "VerbalNoteQuerySet":
        """Return the notes `user` may see: the Secretariat all, a coordinator the issued ones on the own
        papers, a delegate the issued ones of rounds that addressed the State, and those that named it as an
        addressee or for a copy; no reminder of which the State got no message."""
        if not user.is_authenticated:
            return self.none()
        if user.is_secretariat:
            return self
        issued = self.filter(status=NoteStatus.ISSUED)
        if user.is_coordinator:
            return issued.filter(paper__in=ConceptPaper.objects.coordinated_by(user))
        own = {"member_state": user.member_state_id}
        reminded = Dispatch.objects.filter(is_copy=False, **own).values("note")
        is_named = Q(pk__in=NoteAddressee.objects.filter(**own).values("note"))
        is_of_round = Q(
            ~Q(addressing=Addressing.CHOSEN),
            ~Q(kind=NoteKind.REMINDER) | Q(pk__in=reminded),
            Q(member_state=None) | Q(**own),
            consultation__in=Addressee.objects.filter(**own).values("consultation"),
        )
        return issued.filter(is_named | is_of_round)

    def drafted(self) -> "VerbalNoteQuerySet":
        """Return the notes that wait for a signature. Only issuing gives a note its instant: with that said,
        the index has the few drafts together, beside any number of issued notes."""
        return self.filter(status=NoteStatus.DRAFTED, issued_at=None)

    def upheld(self) -> "VerbalNoteQuerySet":
        """Return what is drafted or issued, without what was put aside or annulled. What was replaced is said
        by its replacement."""
        kept = self.exclude(status=NoteStatus.DISCARDED).with_void()
        return kept.filter(Q(void_by=None) | Q(replaced_by__isnull=False))

    def with_void(self) -> "VerbalNoteQuerySet":
        """Know of each note, in `void_by`, the number of the one that annulled or replaced it, or told that
        the adoption was set aside, or its own where that was made void; in `replaced_by` that of the one that
        replaced it."""
        issued = VerbalNote.objects.filter(answers_to=OuterRef("pk"), status=NoteStatus.ISSUED).order_by("pk")
        sets_aside = Q(kind=NoteKind.DECISION_TOLD, values__outcome="set_aside")
        ending = issued.filter(Q(kind__in=[NoteKind.ANNULMENT, NoteKind.REPLACEMENT]) | sets_aside)
        replacing = issued.filter(kind=NoteKind.REPLACEMENT)
        return self.annotate(
            void_by=Coalesce(
                Subquery(ending.values("number")[:1]), Case(When(voiding__isnull=False, then=F("number")))
            ),
            replaced_by=Subquery(replacing.values("number")[:1]),
        )


class VerbalNote(models.Model):
    """A verbal note: drafted, then issued under one number, the same in every language.

    `number` is the canonical number, as NCT/ICT/688; `printed_numbers` what each language prints, where a
    historical note differs ({"en": "NCT/ICT/688", "ru": "NST/ICT/688", "kk": ""}). `check_code` is drawn at
    issue and printed on the page; a note that the portal did not issue has none. `key` is what its address
    names it by: ids run on over drafts that States may not know of (rule 4). Issuing freezes the note and
    its texts in the database.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=30, choices=NoteKind.choices)
    status = models.CharField(max_length=20, choices=NoteStatus.choices, default=NoteStatus.DRAFTED)
    series = models.ForeignKey(NoteSeries, on_delete=models.PROTECT, related_name="notes")
    number = models.CharField(max_length=60, null=True, blank=True, unique=True)
    printed_numbers = models.JSONField(default=dict, blank=True)
    check_code = models.CharField(max_length=16, null=True, blank=True)  # noqa: DJ001 - null is no code
    # The plan that it is about; a note in a person's own words has a subject in its values instead.
    paper = models.ForeignKey(ConceptPaper, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    consultation = models.ForeignKey(
        Consultation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # The one State that the note is addressed to; none where it goes to all that its round addressed.
    member_state = models.ForeignKey(
        MemberState, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    addressing = models.CharField(max_length=20, choices=Addressing.choices, default=Addressing.USUAL)
    answers_to = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    values = models.JSONField(default=dict)
    issued_on = models.DateField(null=True, blank=True)
    issued_at = models.DateTimeField(null=True, blank=True)
    issued_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = VerbalNoteQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at", "-drafted_at", "-pk"]
        indexes = [
            # The register, the latest notes and those not issued yet are read from its beginning, however
            # many there are.
            models.Index(name="note_newest_first", fields=["-issued_at", "-drafted_at", "-id"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="issued_note_is_numbered",
                condition=~Q(status=NoteStatus.ISSUED)
                | Q(number__isnull=False, issued_on__isnull=False, issued_at__isnull=False),
            ),
            models.UniqueConstraint(
                name="one_submission_note_a_consultation",
                fields=["consultation"],
                condition=Q(kind=NoteKind.SWG_WITHOUT_COMMENTS) & ~Q(status=NoteStatus.DISCARDED),
            ),
        ]

    def __str__(self) -> str:
        return self.number or str(self.get_kind_display())

    @property
    def own_paper(self) -> ConceptPaper:
        """Return the plan of a note whose kind always has one; another note has none to ask for."""
        if self.paper is None:
            raise ValueError(f"note {self.pk} is about no plan")
        return self.paper

    @property
    def states_named_on(self) -> dt.date | None:
        """The day whose names of States the note bears, once it is issued."""
        return self.issued_on

    @property
    def about(self) -> str:
        """Return what the note is about, in the reader's language: its plan, or its own subject."""
        if self.paper is not None:
            return str(self.paper.title)
        return str(pick(self.values.get("subject", {}), reader_language()))

    @property
    def short_about(self) -> str:
        """Return what the note is about as lists say it: the short name of its plan, or its own subject."""
        return self.paper.short_title if self.paper is not None else self.about

    @property
    def own_consultation(self) -> Consultation:
        """Return the consultation of a note whose kind always has one; another note has none to ask for."""
        if self.consultation is None:
            raise ValueError(f"note {self.pk} belongs to no consultation")
        return self.consultation

    @property
    def subject(self) -> "VerbalNote":
        """Return the note that this one corrects, ends or recalls; a note of another kind has none."""
        if self.answers_to is None:
            raise ValueError(f"note {self.pk} follows no other")
        return self.answers_to


class NoteAddressee(models.Model):
    """A party that a note names besides those of its kind, that gets a copy, or that gets a remark with it.

    A Member State, or an observer or an organization. `remark` is a covering remark by language, in the
    languages of the party's mail. Frozen as the note is issued.
    """

    note = models.ForeignKey(VerbalNote, on_delete=models.PROTECT, related_name="addressees")
    member_state = models.ForeignKey(
        MemberState, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    correspondent = models.ForeignKey(
        Correspondent, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    is_copy = models.BooleanField(default=False)
    remark = models.JSONField(default=dict)
    frozen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["note", "pk"]
        constraints = [
            models.CheckConstraint(
                name="note_addressee_is_one_party",
                condition=Q(member_state__isnull=False, correspondent=None)
                | Q(member_state=None, correspondent__isnull=False),
            ),
            models.UniqueConstraint(name="note_addressee_state_once", fields=["note", "member_state"]),
            models.UniqueConstraint(name="note_addressee_other_once", fields=["note", "correspondent"]),
        ]

    @property
    def party(self) -> MemberState | Correspondent:
        found = self.member_state or self.correspondent
        if found is None:
            raise ValueError(f"addressee {self.pk} names nobody")
        return found


class NoteEvent(StatusEvent):
    note = models.ForeignKey(VerbalNote, on_delete=models.PROTECT, related_name="events")


class NoteText(models.Model):
    """The words of a note in one language, as pieces ({"id", "style", "lines"}). Insert-only once issued."""

    note = models.ForeignKey(VerbalNote, on_delete=models.PROTECT, related_name="texts")
    language = models.CharField(max_length=2, choices=CHOICES)
    pieces = models.JSONField()

    class Meta:
        ordering = ["note", "language"]
        constraints = [models.UniqueConstraint(name="note_text_once", fields=["note", "language"])]


class ReminderStep(models.Model):
    """A reminder that the Secretariat has scheduled: so many working days before the deadline, to whom, and
    whether by a numbered note or by mail alone.

    Due from `due_at` on, done or skipped once. One step makes at most one numbered note; one that no
    signatory has approved is only drafted. `done_for` is the deadline that its messages speak of.
    """

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="+")
    working_days = models.PositiveSmallIntegerField()
    level = models.PositiveSmallIntegerField(
        lowfirst(pgettext_lazy("reminder", "Recipients")), choices=Rung.choices, default=Rung.DEPUTY
    )
    by_note = models.BooleanField(lowfirst(_("Send as a numbered note")), default=True)
    is_approved = models.BooleanField(default=True)
    approved_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    due_at = models.DateTimeField()
    scheduled_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.OneToOneField(VerbalNote, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    done_for = models.DateField(null=True, blank=True)
    skipped = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["due_at"]

    @property
    def authority(self) -> User | None:
        """The person by whose authority it leaves; nobody where that is the circulation of the plan."""
        return self.approved_by or self.scheduled_by

    @property
    def is_authorized(self) -> bool:
        """Tell whether it leaves by itself: approved, a note by somebody who may still sign (rule 6)."""
        person = self.authority
        may_sign = person is None or (person.is_active and person.is_signatory)
        return self.is_approved and (may_sign or not self.by_note)


class Dispatch(Outgoing):
    """One note on its way to one recipient of one State, of an observer or of an organization.

    A reminder by mail alone has the `step` that it carries out, and the note that it recalls. The recipient
    is a person, or an official address. A copy is sent for information: it reaches nobody. `remark` is the
    covering remark in the recipient's language.
    """

    note = models.ForeignKey(VerbalNote, on_delete=models.PROTECT, related_name="dispatches")
    member_state = models.ForeignKey(
        MemberState, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    step = models.ForeignKey(
        ReminderStep, null=True, blank=True, on_delete=models.PROTECT, related_name="dispatches"
    )
    recipient = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state_address = models.ForeignKey(
        StateAddress, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    correspondent_address = models.ForeignKey(
        CorrespondentAddress, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    is_copy = models.BooleanField(default=False)
    remark = models.TextField(blank=True)
    status = models.CharField(max_length=20, choices=DispatchStatus.choices, default=DispatchStatus.QUEUED)

    class Meta:
        ordering = ["note", "member_state__protocol_name", "address"]
        indexes = [
            models.Index(fields=["status", "not_before"]),
            models.Index(fields=["note", "status"], name="message_of_note_by_status"),
        ]
        constraints = [
            models.CheckConstraint(
                name="message_is_to_one_party",
                condition=Q(member_state__isnull=False, correspondent_address=None)
                | Q(member_state=None, correspondent_address__isnull=False),
            ),
            # Two States may have one address, as of an envoy to both: each is written to.
            models.UniqueConstraint(
                name="one_message_a_recipient",
                fields=["note", "member_state", "address"],
                condition=Q(step=None, member_state__isnull=False),
            ),
            models.UniqueConstraint(
                name="one_message_a_correspondent",
                fields=["note", "correspondent_address"],
                condition=Q(correspondent_address__isnull=False),
            ),
            models.UniqueConstraint(
                name="one_mail_a_step",
                fields=["step", "member_state", "address"],
                condition=Q(step__isnull=False),
            ),
        ]

    @property
    def party(self) -> MemberState | Correspondent:
        """Return whose the recipient is: a State, an observer or an organization."""
        if self.member_state is not None:
            return self.member_state
        if self.correspondent_address is None:
            raise ValueError(f"message {self.pk} goes to nobody")
        return self.correspondent_address.correspondent

    @property
    def addressed_state(self) -> MemberState | None:
        """Return the State that the message may reach; a copy reaches none, and neither does another's."""
        return None if self.is_copy else self.member_state

    @property
    def is_reminder(self) -> bool:
        return self.step_id is not None or self.note.kind == NoteKind.REMINDER


class DeliveryReport(models.Model):
    """What a mail server reported of one message to one recipient (RFC 3464). Insert-only.

    `dispatch` is the message that it names, if it names one of ours; `is_applied` tells whether it changed
    that message. Message and position make a report that comes twice one.
    """

    dispatch = models.ForeignKey(
        Dispatch, null=True, blank=True, on_delete=models.PROTECT, related_name="reports"
    )
    action = models.CharField(max_length=20, choices=ReportAction.choices)
    code = models.CharField(max_length=12, blank=True)
    recipient = models.CharField(max_length=254, blank=True)
    diagnostic = models.TextField(blank=True)
    is_applied = models.BooleanField(default=False)
    received_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["-received_at", "-pk"]
        constraints = [models.UniqueConstraint(name="reported_once", fields=["sha256", "position"])]
