import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from members.models import User


class TokenQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> "TokenQuerySet":
        """Return the tokens of `user`: they are nobody else's business, the Secretariat's neither."""
        return self.filter(user=user) if user.is_authenticated else self.none()

    def good(self, at: dt.datetime) -> "TokenQuerySet":
        return self.filter(revoked_at=None, expires_at__gt=at)


class Token(models.Model):
    """A key by which a program reads in the name of one person, with that person's rights of the moment.

    Only the hash of the key is stored.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    label = models.CharField(_("what it is for"), max_length=100)
    sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = TokenQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["user", "revoked_at"])]
        constraints = [
            models.CheckConstraint(name="token_expires_later", condition=Q(expires_at__gt=F("made_at")))
        ]

    def is_good(self, at: dt.datetime) -> bool:
        return self.revoked_at is None and at < self.expires_at


class TokenUse(models.Model):
    """The day on which a token was last shown: a day, so that reading writes once a day at most."""

    token = models.OneToOneField(Token, on_delete=models.PROTECT, related_name="use")
    last_on = models.DateField()
