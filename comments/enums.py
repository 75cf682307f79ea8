from django.db import models
from django.utils.translation import gettext_lazy as _


class RoundStatus(models.TextChoices):
    OPEN = "open", _("open")
    CLOSED = "closed", _("closed")
    WITHDRAWN = "withdrawn", _("ended: the plan was withdrawn")


ROUND_TRANSITIONS = {RoundStatus.OPEN: {RoundStatus.CLOSED, RoundStatus.WITHDRAWN}}


class Outcome(models.TextChoices):
    SILENCE = "silence", _("no comments: the draft goes to the SWG")
    COMMENTS = "comments", _("comments received: the draft goes under consolidation")


class Visibility(models.TextChoices):
    """When other Member States see filed comments; chosen at circulation and frozen with it."""

    AFTER_COMPILATION = "after_compilation", _("after the compilation is released")
    AFTER_CLOSING = "after_closing", _("all Member States after closing")
    AT_ONCE = "at_once", _("all Member States at once")


class Position(models.TextChoices):
    COMMENTS = "comments", _("comments")
    NO_OBJECTION = "no_objection", _("no objection")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Standing(models.TextChoices):
    """What a Member State did in a round: one word a State in the ledger.

    AWAITING is never frozen: it is how an open round shows a State that has not answered yet.
    """

    COMMENTED = "commented", _("commented")
    NO_OBJECTION = "no_objection", _("no objection")
    LATE = "late", _("late")
    SILENT = "silent", _("silent")
    NOT_REACHED = "not_reached", _("not reached")
    AWAITING = "awaiting", _("no answer yet")


class CommentType(models.TextChoices):
    EDITORIAL = "editorial", _("editorial")
    SUBSTANTIVE = "substantive", _("substantive")
    TECHNICAL = "technical", _("technical")
    TRANSLATION = "translation", _("translation")


class DispositionKind(models.TextChoices):
    """What becomes of a comment."""

    ACCEPTED = "accepted", _("accepted")
    ACCEPTED_WITH_CHANGES = "accepted_with_changes", _("accepted with changes")
    NOT_ACCEPTED = "not_accepted", _("not accepted")
    NOTED = "noted", _("noted")
    OVERTAKEN = "overtaken", _("overtaken by another change")
    FOR_SWG = "for_swg", _("for the SWG")


class DispositionStage(models.TextChoices):
    PROPOSED = "proposed", _("proposed")
    CONFIRMED = "confirmed", _("confirmed")


class ReactionKind(models.TextChoices):
    """What the State that commented says to the disposition."""

    AGREED = "agreed", _("agrees with the disposition")
    MAINTAINED = "maintained", _("maintains its position")


class TranslationStatus(models.TextChoices):
    """How far a working translation of a comment can be relied upon."""

    DRAFT = "draft", _("not checked yet")
    CHECKED = "checked", _("checked")


class Operation(models.TextChoices):
    """What a remark asks to be done with the text that it is on; the codes are those of a compilation."""

    MODIFY = "MOD", _("change of wording")
    ADD = "ADD", _("new text")
    SUPPRESS = "SUP", _("deletion")
    MOVE = "MOVE", _("move")
    NONE = "NOC", _("no change")


class Pursuit(models.TextChoices):
    """What a delegation decided on an earlier remark of its own when the next text was circulated."""

    KEPT = "kept", _("kept as it was")
    CHANGED = "changed", _("taken up to be changed")
    DROPPED = "dropped", _("not pursued")
