import uuid
from functools import cached_property

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from cica_portal.errors import MissingForm
from cica_portal.languages import CHOICES, NAMES, pick
from cica_portal.workflow import StatusEvent
from members.models import MemberState, User
from plans.enums import (
    EDITABLE_STATUSES,
    PAPER_STATUS_KINDS,
    PUBLISHED_STATUSES,
    BlockKind,
    DecisionKind,
    EditKind,
    ImportStatus,
    PaperStatus,
    Significance,
    TextStatus,
)


class ConfidenceBuildingMeasure(models.Model):
    """A priority area of the CICA Catalogue of confidence-building measures.

    `forms` holds the case forms of the title that notes need, by language, as MemberState.forms does.
    """

    code = models.SlugField(unique=True)
    dimension = models.CharField(pgettext_lazy("field", "dimension"), max_length=200)
    title = models.CharField(pgettext_lazy("field", "title"), max_length=300)
    forms = models.JSONField(default=dict)
    note_prefix = models.CharField(max_length=30, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.title

    def form(self, language: str, form: str) -> str:
        """Return the title in one case form; raise MissingForm where the data has none."""
        text = self.forms.get(language, {}).get(form)
        if not text:
            raise MissingForm(name=self.title, form=form, language=NAMES[language])
        return text


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
        return self.filter(measure__in=Coordinator.objects.filter(people=user).values("measure"))


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
    period_from = models.PositiveSmallIntegerField(_("first year"))
    period_to = models.PositiveSmallIntegerField(_("last year"))
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
    def is_editable(self) -> bool:
        return self.status in EDITABLE_STATUSES

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


class Block(models.Model):
    """One heading, paragraph, lettered objective or numbered initiative line of a working draft.

    It keeps its `key` for life: comments, notes and revisions point at the key, never at a label or a
    position. A removed block stays, with `removed_at`, so that removing can be undone.
    """

    paper = models.ForeignKey(ConceptPaper, on_delete=models.PROTECT, related_name="blocks")
    key = models.UUIDField(default=uuid.uuid4, unique=True)
    kind = models.CharField(max_length=20, choices=BlockKind.choices)
    position = models.PositiveIntegerField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        indexes = [models.Index(fields=["paper", "position"])]


class BlockText(models.Model):
    """The text of a block in one language. `version` counts its saves: a save carries the one it read.

    `based_on` is the edit of the source text that this translation was made from; `edited_by` wrote it last.
    """

    block = models.ForeignKey(Block, on_delete=models.PROTECT, related_name="texts")
    language = models.CharField(max_length=2, choices=CHOICES)
    text = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0)
    based_on = models.ForeignKey("Edit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    edited_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(name="one_text_a_language", fields=["block", "language"])]


class Edit(models.Model):
    """One recorded change of one block, in one language or of its place. Insert-only.

    `version` is the one of the text that it made; `based_on` the source edit behind a translation. An edit
    that took over a Word file names the file, and the `authors` of the tracked changes in what it took.
    """

    block = models.ForeignKey(Block, on_delete=models.PROTECT, related_name="edits")
    language = models.CharField(max_length=2, choices=CHOICES, blank=True)
    kind = models.CharField(max_length=20, choices=EditKind.choices, default=EditKind.CHANGED)
    significance = models.CharField(
        max_length=20, choices=Significance.choices, default=Significance.SUBSTANTIVE
    )
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    version = models.PositiveIntegerField(null=True, blank=True)
    based_on = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    word_import = models.ForeignKey(
        "WordImport", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    authors = models.JSONField(null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]


class Review(models.Model):
    """Somebody read one version of a text and found it right: a later version is unreviewed. Insert-only."""

    text = models.ForeignKey(BlockText, on_delete=models.PROTECT, related_name="reviews")
    version = models.PositiveIntegerField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(name="version_reviewed_once", fields=["text", "version"])]


class GateOverride(models.Model):
    """A signatory lets one state of the draft through the gate, with the reason. Insert-only.

    It holds for the text whose hash it names and for the findings it lists, and for no others.
    """

    paper = models.ForeignKey(ConceptPaper, on_delete=models.PROTECT, related_name="gate_overrides")
    content_sha256 = models.CharField(max_length=64)
    findings = models.JSONField(default=list)
    reason = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]


class Presence(models.Model):
    """Somebody has a text open in the editor. A short-lived sign to others; it locks nothing."""

    text = models.ForeignKey(BlockText, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="present_once", fields=["text", "user"])]


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
        return list(self.blocks.all())

    @property
    def title(self) -> str:
        """The title in the active language."""
        return pick(self.titles, get_language() or "en")

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
        constraints = [
            models.UniqueConstraint(name="block_frozen_once", fields=["revision", "key"]),
        ]


class PaperDecision(models.Model):
    """What the SWG or the SOC decided on a frozen text, on which day, with its document. Insert-only.

    `event` is the move of the plan that it made.
    """

    paper = models.ForeignKey(ConceptPaper, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=20, choices=DecisionKind.choices)
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    event = models.OneToOneField(PaperEvent, on_delete=models.PROTECT, related_name="decision")
    held_on = models.DateField()
    reason = models.TextField()
    file_name = models.CharField(max_length=200)
    file_kind = models.CharField(max_length=10)
    file_sha256 = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=100)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]


class WordImportQuerySet(models.QuerySet["WordImport"]):
    def visible_to(self, user: User) -> "WordImportQuerySet":
        """Return the files that `user` uploaded: nobody else decides on them, or sees them before."""
        return self.filter(uploaded_by=user) if user.is_authenticated else self.none()

    def waiting(self) -> "WordImportQuerySet":
        return self.filter(status=ImportStatus.WAITING)


class WordImport(models.Model):
    """A Word file awaiting the decision of whoever uploaded it; afterwards the record of what was taken over.

    `paper` is the plan that the text goes into; a new plan is described in `plan` until it is made.
    `stored_as` is the file's random name in the storage, empty once the file is deleted; `outcome` says
    how many blocks were added and changed, and lists what the plan could not hold. `left_out` lists the
    numbers of the tracked changes that are not wanted, and is null until somebody has looked at them.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True)
    paper = models.ForeignKey(
        ConceptPaper, null=True, blank=True, on_delete=models.PROTECT, related_name="word_imports"
    )
    plan = models.JSONField(default=dict)
    language = models.CharField(max_length=2, choices=CHOICES)
    name = models.CharField(max_length=200)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=100, blank=True)
    status = models.CharField(max_length=20, choices=ImportStatus.choices, default=ImportStatus.WAITING)
    outcome = models.JSONField(default=dict)
    left_out = models.JSONField(null=True, blank=True)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = WordImportQuerySet.as_manager()

    class Meta:
        ordering = ["uploaded_at", "pk"]
