from django.db import models
from django.db.models import Q

from members.models import MemberState, User
from notes.enums import AddressFate
from notes.models.notes import Dispatch


class AddressFinding(models.Model):
    """What was found out about an address that mail goes to, by a message or by a person. Insert-only.

    The last finding says whether the address is known dead. `address` is in lower case: servers may tell
    capitals apart, but no Member State does. An observer's or an organization's is of no State.
    """

    address = models.CharField(max_length=254)
    member_state = models.ForeignKey(
        MemberState, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    fate = models.CharField(max_length=20, choices=AddressFate.choices)
    dispatch = models.ForeignKey(Dispatch, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["address", "at"])]
        constraints = [
            models.CheckConstraint(
                name="address_found_by_message_or_person",
                condition=Q(fate=AddressFate.RESTORED, by__isnull=False)
                | (~Q(fate=AddressFate.RESTORED) & Q(dispatch__isnull=False)),
            )
        ]
