"""Measures and their coordinators; plans, what happened to them, and their frozen texts."""

from functools import cached_property

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from cica_portal import formats, spaces
from cica_portal.errors import MissingForm
from cica_portal.languages import CHOICES, NAMES, lowfirst, pick, reader_language
from cica_portal.workflow import StatusEvent
from members.models import MemberState, User
from plans.enums import (
    EDITABLE_STATUSES,
    PAPER_STATUS_KINDS,
    PUBLISHED_STATUSES,
    BlockKind,
    PaperStatus,
    TextStatus,
)


class ConfidenceBuildingMeasure(models.Model):
    """A priority area of the Catalogue of confidence-building measures.

    `forms` holds the case forms of the title that notes need, by language, as MemberState.forms does.
    `short_titles` are the names for lists, by language, where the title is too long for one.
    """

    code = models.SlugField(unique=True)
    dimension = models.CharField(pgettext_lazy("field", "dimension"), max_length=200)
    title = models.CharField(pgettext_lazy("field", "title"), max_length=300)
    short_titles = models.JSONField(default=dict)
    forms = models.JSONField(default=dict)
    note_prefix = models.CharField(max_length=30, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.title

    @property
    def short_title(self) -> str:
        """The name for lists in the active language: the title where it has no shorter one."""
        return self.short_titles.get(reader_language()) or self.title

    def form(self, language: str, form: str) -> str:
        """Return the title in one case form; raise MissingForm where the data has none."""
        text = self.forms.get(language, {}).get(form)
        if not text:
            raise MissingForm(name=self.title, form=form, language=NAMES[language])
        return text


class CoordinatorQuerySet(models.QuerySet["Coordinator"]):
    def current(self) -> "CoordinatorQuerySet":
        """Return those that still coordinate: people of a former one see no draft any more."""
        return self.filter(until_on=None)


class Coordinator(models.Model):
    """A Member State in the lead of a measure (or beside the lead), and the people who act for it there."""

    measure = models.ForeignKey(
        ConfidenceBuildingMeasure, on_delete=models.PROTECT, related_name="coordinators"
    )
    member_state = models.ForeignKey(MemberState, on_delete=models.PROTECT, related_name="+")
    is_lead = models.BooleanField(default=True)
    since_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)
    people = models.ManyToManyField(User, blank=True, related_name="coordinates")

    objects = CoordinatorQuerySet.as_manager()

    class Meta:
        ordering = ["measure", "-is_lead", "member_state"]
        constraints = [
            models.UniqueConstraint(
                name="one_lead_of_a_measure",
                fields=["measure"],
                condition=Q(is_lead=True, until_on=None),
            )
        ]


class ConceptPaperQuerySet(models.QuerySet["ConceptPaper"]):
    def visible_to(self, user: User) -> "ConceptPaperQuerySet":
        """Return the papers whose working draft `user` may see: the Secretariat's and the coordinator's own.

        A delegate sees circulated revisions only, through the rounds that addressed the State.
        """
        if not user.is_authenticated:
            return self.none()
        if user.is_secretariat:
            return self
        if user.is_coordinator:
            return self.coordinated_by(user)
        return self.none()

    def published_to(self, user: User) -> "ConceptPaperQuerySet":
        """Return the adopted papers: every Member State reads them, as they were adopted."""
        if not user.is_authenticated:
            return self.none()
        frozen = Revision.objects.filter(paper=models.OuterRef("pk"))
        return self.filter(models.Exists(frozen), status__in=PUBLISHED_STATUSES)

    def coordinated_by(self, user: User) -> "ConceptPaperQuerySet":
        return self.filter(measure__in=Coordinator.objects.current().filter(people=user).values("measure"))


class ConceptPaper(models.Model):
    """A Concept Paper and Plan of Implementation: the working draft, its status and its revisions.

    `titles` repeats the text of the title block by language, for lists; `text_status` says by language
    whether the text is the original, an official or an unofficial translation.
    """

    slug = models.SlugField(max_length=80, unique=True)
    measure = models.ForeignKey(ConfidenceBuildingMeasure, on_delete=models.PROTECT, related_name="papers")
    coordinator = models.ForeignKey(
        MemberState, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    period_from = models.PositiveSmallIntegerField(lowfirst(_("First year")))
    period_to = models.PositiveSmallIntegerField(lowfirst(_("Last year")))
    source_language = models.CharField(max_length=2, choices=CHOICES, default="en")
    status = models.CharField(max_length=30, choices=PaperStatus.choices, default=PaperStatus.DRAFTING)
    titles = models.JSONField(default=dict)
    text_status = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects = ConceptPaperQuerySet.as_manager()

    class Meta:
        ordering = ["-period_from", "measure__position", "slug"]
        constraints = [
            models.CheckConstraint(name="period_in_order", condition=Q(period_to__gte=F("period_from"))),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The title in the active language."""
        return pick(self.titles, get_language() or "en") or self.slug

    @property
    def short_title(self) -> str:
        """The name for lists in the active language, of measure and years: "ICT security 2026-27"."""
        years = formats.period_short(self.period_from, self.period_to, reader_language())
        return f"{self.measure.short_title} {spaces.joined(years)}"

    @property
    def is_editable(self) -> bool:
        return self.status in EDITABLE_STATUSES

    def get_status_display(self) -> str:
        """Say the status. Django's own has all labels translated to find one, which lists do for each row."""
        return str(PaperStatus(self.status).label)

    @property
    def status_kind(self) -> str:
        """The kind of the status mark on pages."""
        return PAPER_STATUS_KINDS[self.status]

    def text_status_label(self, language: str) -> str:
        return TextStatus(self.text_status.get(language, TextStatus.OFFICIAL)).label


class PaperEvent(StatusEvent):
    paper = models.ForeignKey(ConceptPaper, on_delete=models.PROTECT, related_name="events")

    @property
    def from_label(self) -> str:
        return PaperStatus(self.from_status).label

    @property
    def to_label(self) -> str:
        return PaperStatus(self.to_status).label


class Revision(models.Model):
    """The numbered, frozen text of a paper in all languages: 0 is the first circulated draft. Insert-only.

    `sha256` is over the canonical form of the blocks in all languages: revisions.canonical().
    """

    paper = models.ForeignKey(ConceptPaper, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    titles = models.JSONField()
    text_status = models.JSONField()
    frozen_at = models.DateTimeField()
    frozen_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["paper", "number"]
        constraints = [models.UniqueConstraint(name="revision_numbered_once", fields=["paper", "number"])]

    def __str__(self) -> str:
        return f"{self.title} ({self.label})"

    @cached_property
    def frozen_blocks(self) -> list["RevisionBlock"]:
        """The blocks in document order: insert-only, so that one query serves as long as the object lives."""
        return list(RevisionBlock.objects.filter(revision=self.pk))

    @property
    def title(self) -> str:
        """The title in the active language."""
        return pick(self.titles, get_language() or "en")

    @property
    def short_title(self) -> str:
        """The short name of the plan, for lists."""
        return self.paper.short_title

    @property
    def label(self) -> str:
        """The revision's name: "Draft", then "Rev.1", "Rev.2"..."""
        return (
            # Translators: number is the number of the revision.
            pgettext_lazy("revision", "Rev.%(number)s") % {"number": self.number}
            if self.number
            else pgettext_lazy("revision", "Draft")
        )

    def text_status_label(self, language: str) -> str:
        return TextStatus(self.text_status.get(language, TextStatus.OFFICIAL)).label


class RevisionBlock(models.Model):
    """One block as it was frozen, with its text by language. Insert-only."""

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="blocks")
    key = models.UUIDField()
    kind = models.CharField(max_length=20, choices=BlockKind.choices)
    position = models.PositiveIntegerField()
    texts = models.JSONField()

    class Meta:
        ordering = ["position"]
        indexes = [models.Index(fields=["key"], name="frozen_by_key")]
        constraints = [
            models.UniqueConstraint(name="block_frozen_once", fields=["revision", "key"]),
        ]
