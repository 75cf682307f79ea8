"""The working draft: blocks, their texts and edits, reviews, what a signatory let through."""

import uuid

from django.db import models

from cica_portal.languages import CHOICES, LANGUAGES
from members.models import User
from plans.enums import (
    LINE_KINDS,
    BlockKind,
    EditKind,
    Significance,
    level_of,
)
from plans.models.papers import ConceptPaper


class Block(models.Model):
    """One heading, paragraph, lettered objective, numbered initiative, sub-point or annex of a working draft.

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

    @property
    def is_line(self) -> bool:
        return self.kind in LINE_KINDS

    @property
    def level(self) -> int:
        return level_of(self.kind)

    @property
    def words(self) -> dict[str, str]:
        """Its texts by language."""
        return dict.fromkeys(LANGUAGES, "") | {text.language: text.text for text in self.texts.all()}

    @property
    def is_in_annex(self) -> bool:
        before = Block.objects.filter(paper=self.paper_id, removed_at=None, position__lt=self.position)
        return before.filter(kind=BlockKind.ANNEX).exists()


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


class Replacement(models.Model):
    """Words put in the place of others in many texts of a draft, in one act, and whether it was undone.

    Each text has its ordinary edit; `texts` holds by the key of the text the version that this act made of
    it. Never deleted.
    """

    paper = models.ForeignKey(ConceptPaper, on_delete=models.PROTECT, related_name="replacements")
    words = models.CharField(max_length=300)
    by_words = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=2, choices=CHOICES, blank=True)
    significance = models.CharField(max_length=20, choices=Significance.choices)
    texts = models.JSONField(default=dict)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]


class Presence(models.Model):
    """Somebody has a text open in the editor. A short-lived sign to others; it locks nothing."""

    text = models.ForeignKey(BlockText, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="present_once", fields=["text", "user"])]
