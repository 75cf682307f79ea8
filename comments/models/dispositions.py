"""What became of each filed comment: dispositions, duplicates, reactions, clarifications, usual replies,
working translations."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import NamedTuple

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal.languages import CHOICES, LANGUAGES, lowfirst, reader_language
from comments.enums import DispositionKind, DispositionStage, ReactionKind, TranslationStatus
from comments.models.consultation import Consultation
from comments.models.responses import Comment, Response
from comments.models.shared import Signed
from members.models import User
from plans.models import PaperDecision

# By language the text of a translation, and how far it is (`TranslationStatus`).
Translations = Mapping[str, Mapping[str, str]]


class DispositionQuerySet(models.QuerySet["Disposition"]):
    def current(self) -> "DispositionQuerySet":
        """Return the last disposition of each comment."""
        newer = Disposition.objects.filter(
            comment=models.OuterRef("comment"), version__gt=models.OuterRef("version")
        )
        return self.exclude(models.Exists(newer))

    def confirmed(self) -> "DispositionQuerySet":
        """Return the last confirmed disposition of each comment, whatever has been proposed since."""
        newer = Disposition.objects.filter(
            comment=models.OuterRef("comment"),
            stage=DispositionStage.CONFIRMED,
            version__gt=models.OuterRef("version"),
        )
        return self.filter(stage=DispositionStage.CONFIRMED).exclude(models.Exists(newer))

    def waiting(self) -> "DispositionQuerySet":
        """Return the changes of sent replies on which no signatory has decided."""
        newer = Disposition.recorded.filter(
            comment=models.OuterRef("comment"), version__gt=models.OuterRef("version"), undone=None
        )
        return self.filter(stage=DispositionStage.CHANGE, undone=None).exclude(models.Exists(newer))

    def last_for(self, user: User) -> "DispositionQuerySet":
        """Return the disposition of each comment that is the last for a person: for a delegate, of those that
        are confirmed."""
        return self.confirmed() if user.is_delegate else self.current()

    def visible_to(self, user: User, at: dt.datetime) -> "DispositionQuerySet":
        """Return the dispositions `user` may read: those who answer, all on comments that they may read; a
        delegate those on the own State's comments that are confirmed, once the answers are released."""
        if not user.is_authenticated:
            return self.none()
        if not user.is_delegate:
            return self.filter(comment__response__in=Response.objects.visible_to(user, at))
        return self.filter(
            stage=DispositionStage.CONFIRMED,
            comment__response__member_state=user.member_state_id,
            comment__response__consultation__answers_release__at__lte=at,
        )


class StandingDispositions(models.Manager["Disposition"]):
    """The dispositions that nobody undid, without changes of sent replies that wait or waited for a
    signatory: whoever asks what became of a comment asks for these."""

    def get_queryset(self) -> DispositionQuerySet:
        found = DispositionQuerySet(self.model, using=self._db).filter(undone=None)
        return found.exclude(stage=DispositionStage.CHANGE)

    def current(self) -> DispositionQuerySet:
        return self.get_queryset().current()

    def confirmed(self) -> DispositionQuerySet:
        return self.get_queryset().confirmed()

    def agreed(self) -> DispositionQuerySet:
        """Return the dispositions in force that their States agreed with: those comments are settled."""
        return self.confirmed().filter(reaction__kind=ReactionKind.AGREED)

    def visible_to(self, user: User, at: dt.datetime) -> DispositionQuerySet:
        return self.get_queryset().visible_to(user, at)


class Reply(NamedTuple):
    """What a State is told beside the disposition: the words, their language and translations, and what
    superseded its comment, where something did."""

    text: str
    language: str
    translations: Translations = {}
    superseded_by: uuid.UUID | None = None
    superseded_by_decision: int | None = None


class Disposition(Signed):
    """What becomes of one filed comment, with the reply to its State, in versions. Insert-only.

    The last version is the one that counts; the earlier ones say who decided what before. Several comments
    answered in one act share `act`. What was undone is passed over, as if it had not been decided.
    `no_change` says why an accepted comment asks for nothing in the text, `reason` why a reply was changed
    that its State had been sent. `translations` are those of the reply, each with its state; what superseded
    a comment is another one of its round, or a decision on the plan.
    """

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="dispositions")
    version = models.PositiveSmallIntegerField()
    kind = models.CharField(
        lowfirst(pgettext_lazy("label", "Disposition")), max_length=30, choices=DispositionKind.choices
    )
    stage = models.CharField(max_length=20, choices=DispositionStage.choices)
    reply = models.TextField(lowfirst(pgettext_lazy("label", "Reply")), blank=True)
    language = models.CharField(lowfirst(pgettext_lazy("column", "Language")), max_length=2, choices=CHOICES)
    translations = models.JSONField(default=dict, blank=True)
    superseded_by = models.ForeignKey(Comment, null=True, on_delete=models.PROTECT, related_name="+")
    superseded_by_decision = models.ForeignKey(
        PaperDecision, null=True, on_delete=models.PROTECT, related_name="+"
    )
    no_change = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    act = models.UUIDField()

    objects = StandingDispositions()
    recorded = DispositionQuerySet.as_manager()

    class Meta:
        ordering = ["comment", "version"]
        constraints = [
            models.UniqueConstraint(name="disposition_version_once", fields=["comment", "version"]),
            models.CheckConstraint(
                name="reply_unless_accepted", condition=Q(kind=DispositionKind.ACCEPTED) | ~Q(reply="")
            ),
            models.CheckConstraint(
                name="reason_of_a_changed_reply", condition=~Q(stage=DispositionStage.CHANGE) | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="superseded_by_one_thing",
                condition=Q(superseded_by=None, superseded_by_decision=None)
                | Q(kind=DispositionKind.OVERTAKEN, superseded_by=None)
                | Q(kind=DispositionKind.OVERTAKEN, superseded_by_decision=None),
            ),
        ]

    @property
    def is_confirmed(self) -> bool:
        return self.stage == DispositionStage.CONFIRMED

    @property
    def told(self) -> Reply:
        return Reply(
            self.reply,
            self.language,
            self.translations,
            self.superseded_by_id,
            self.superseded_by_decision_id,
        )

    def is_changed_by(self, kind: str, reply: Reply) -> bool:
        """Tell whether its State would read another thing than this. A translation into a language that had
        none only adds to it."""
        before = self.told
        if (self.kind, before.text, before[3:]) != (kind, reply.text, reply[3:]):
            return True
        known = {**reply.translations, reply.language: {"text": reply.text}}
        return any(known.get(code, {}).get("text") != one["text"] for code, one in self.translations.items())

    def rendition_in(self, language: str) -> "WorkingTranslation | None":
        """Return the translation of the reply into a language, in the shape of that of a comment."""
        one = self.translations.get(language)
        if one is None or language == self.language:
            return None
        return WorkingTranslation(language=language, status=one["status"], remark=one["text"])

    @property
    def rendition(self) -> "WorkingTranslation | None":
        """The translation for whoever reads in the active language."""
        return self.rendition_in(reader_language())

    @property
    def is_untranslated(self) -> bool:
        """Tell whether whoever reads in the active language has another language alone."""
        return reader_language() in self.lacking

    @property
    def lacking(self) -> list[str]:
        """Return the languages in which nobody can read the reply yet."""
        known = {self.language, *self.translations}
        return [code for code in LANGUAGES if self.reply and code not in known]


class DispositionUndone(Signed):
    """The act of taking a disposition back before its State was told of it: by whoever recorded it, or by the
    signatory who declined it as a change of a sent reply. Insert-only."""

    disposition = models.OneToOneField(Disposition, on_delete=models.PROTECT, related_name="undone")


class Duplicate(Signed):
    """A comment that says the same as `original` and is answered with it, once for all."""

    comment = models.OneToOneField(Comment, on_delete=models.PROTECT, related_name="duplicate_of")
    original = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="duplicates")

    class Meta:
        ordering = ["original", "pk"]
        constraints = [
            models.CheckConstraint(name="no_duplicate_of_itself", condition=~Q(comment=F("original")))
        ]


class Reaction(Signed):
    """What the State that commented says to a disposition, once: agreed, or its position maintained.
    Insert-only."""

    disposition = models.OneToOneField(Disposition, on_delete=models.PROTECT, related_name="reaction")
    kind = models.CharField(max_length=20, choices=ReactionKind.choices)
    statement = models.TextField(lowfirst(pgettext_lazy("label", "Statement")), blank=True)
    language = models.CharField(lowfirst(pgettext_lazy("column", "Language")), max_length=2, choices=CHOICES)


class Clarification(Signed):
    """One message between the State that commented and those who answer it; the comment itself is frozen.
    Insert-only."""

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="clarifications")
    text = models.TextField(lowfirst(pgettext_lazy("label", "Message")))
    language = models.CharField(lowfirst(pgettext_lazy("column", "Language")), max_length=2, choices=CHOICES)

    @property
    def settlement(self) -> "NoReplyNeeded | None":
        """Return the other side's word that it needs no reply, if it was given."""
        return getattr(self, "no_reply_needed", None)


class NoReplyNeeded(Signed):
    """The word of the side that a message was written to: it needs no reply. Insert-only."""

    message = models.OneToOneField(Clarification, on_delete=models.PROTECT, related_name="no_reply_needed")


class ReplyTemplateQuerySet(models.QuerySet["ReplyTemplate"]):
    def offered(self) -> "ReplyTemplateQuerySet":
        """Return the replies that are in use."""
        return self.filter(retired_at=None)


class ReplyTemplate(models.Model):
    """A reply that the Secretariat gives often, in its three languages; whoever answers begins from it.

    `key` is the name of one that came with the portal, so that it is loaded once. One that is out of use
    stays, with `retired_at`: the answers given with it keep their own words anyway.
    """

    key = models.SlugField(max_length=60, unique=True, null=True, blank=True)
    kind = models.CharField(
        lowfirst(pgettext_lazy("label", "Disposition")), max_length=30, choices=DispositionKind.choices
    )
    texts = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = ReplyTemplateQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "pk"]


class AnswersRelease(models.Model):
    """The release of a round's dispositions, each to the State that it answers. Insert-only."""

    consultation = models.OneToOneField(
        Consultation, on_delete=models.PROTECT, related_name="answers_release"
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class WorkingTranslation(Signed):
    """The Secretariat's translation of one filed comment into one language; never the State's own words.

    The filed text stays as it is. A translation is a tool: it is mended in place, and each version of it is
    in the record of acts.
    """

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="translations")
    language = models.CharField(lowfirst(pgettext_lazy("column", "Language")), max_length=2, choices=CHOICES)
    version = models.PositiveIntegerField(default=1)
    status = models.CharField(
        max_length=20, choices=TranslationStatus.choices, default=TranslationStatus.DRAFT
    )
    remark = models.TextField(lowfirst(pgettext_lazy("label", "Comment")), blank=True)
    wording = models.TextField(lowfirst(_("Proposed wording")), blank=True)
    rationale = models.TextField(lowfirst(pgettext_lazy("label", "Reason")), blank=True)

    class Meta:
        ordering = ["comment", "language"]
        constraints = [
            models.UniqueConstraint(name="translated_once_into_a_language", fields=["comment", "language"]),
            models.CheckConstraint(
                name="translation_says_something",
                condition=~Q(remark="") | ~Q(wording="") | ~Q(rationale=""),
            ),
        ]

    @property
    def mark(self) -> str:
        return "done" if self.status == TranslationStatus.CHECKED else "waiting"
