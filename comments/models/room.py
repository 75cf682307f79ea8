"""The room in which a body settles a text: who opened it on which text, and every act recorded in it."""

from django.db import models
from django.db.models import Q

from cica_portal.languages import CHOICES
from comments.enums import Operation, PositionResult, RoomActKind, VariantSource
from comments.models.responses import Comment
from comments.models.shared import Signed
from members.models import User
from plans.models import Edit, MeetingItem, Revision


class RoomQuerySet(models.QuerySet["Room"]):
    def signed(self) -> "RoomQuerySet":
        """Return the rooms whose result a signatory confirmed."""
        return self.filter(
            models.Exists(RoomAct.objects.filter(room=models.OuterRef("pk"), kind=RoomActKind.SIGNED))
        )

    def visible_to(self, user: User) -> "RoomQuerySet":
        """Return the rooms whose record `user` reads: the Secretariat all; every Member State, from the
        signatory's confirmation on, those of meetings on whose first day it was a member."""
        if not user.is_authenticated:
            return self.none()
        if user.is_secretariat:
            return self
        if not user.is_of_a_member or user.member_state is None:
            return self.none()
        found = self.signed().filter(item__meeting__first_on__gte=user.member_state.joined_on)
        left_on = user.member_state.left_on
        return found.filter(item__meeting__first_on__lt=left_on) if left_on else found


class Room(Signed):
    """The room of an agenda item, opened `by` a secretary in one language, on the text last frozen then.
    Insert-only: whether it is open, and what came of it, follows from its acts (rule 56)."""

    item = models.OneToOneField(MeetingItem, on_delete=models.PROTECT, related_name="room")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=2, choices=CHOICES)

    objects = RoomQuerySet.as_manager()


class RoomAct(Signed):
    """One act in a room. Insert-only; undoing is an act as well.

    `number` counts the acts of a room from 1. `key` is that of the device: the same key is the same act.
    `block_key` is the paragraph, of a new one a key of its own, with the block `after_key` that it follows.
    `saw` is the number of the last act of that paragraph that the screen showed. `variant` is the number of a
    variant in its paragraph, 0 the text as it is. `states` are codes of Member States, `texts` words by
    language, `about` the number of the act that is undone, confirmed or declined. `said_at` is the device's
    clock. `sha256` is over the act and the one before.
    """

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="acts")
    number = models.PositiveIntegerField()
    key = models.UUIDField()
    kind = models.CharField(max_length=20)
    block_key = models.UUIDField(null=True)
    after_key = models.UUIDField(null=True)
    saw = models.PositiveIntegerField(default=0)
    variant = models.PositiveSmallIntegerField(null=True)
    operation = models.CharField(max_length=4, choices=Operation.choices, blank=True)
    source = models.CharField(max_length=20, choices=VariantSource.choices, blank=True)
    states = models.JSONField(default=list)
    texts = models.JSONField(default=dict)
    comment = models.ForeignKey(Comment, null=True, on_delete=models.PROTECT, related_name="room_acts")
    result = models.CharField(max_length=20, choices=PositionResult.choices, blank=True)
    until = models.DateField(null=True)
    about = models.PositiveIntegerField(null=True)
    edit = models.ForeignKey(Edit, null=True, on_delete=models.PROTECT, related_name="room_acts")
    said_at = models.DateTimeField(null=True)
    was_offline = models.BooleanField(default=False)
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["room", "number"]
        constraints = [
            models.UniqueConstraint(name="room_act_numbered_once", fields=["room", "number"]),
            models.UniqueConstraint(name="room_act_keyed_once", fields=["room", "key"]),
            models.UniqueConstraint(
                name="room_closed_and_signed_once",
                fields=["room", "kind"],
                condition=Q(kind__in=["closed", "signed"]),
            ),
        ]
