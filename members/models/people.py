"""Member States, their people and addresses, invitations, and the mail to one person."""

import datetime as dt
import uuid
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal import clock, state_names
from cica_portal.alphabet import latin_key
from cica_portal.database.claims import Claimable
from cica_portal.deadlines import seat_date
from cica_portal.errors import MissingForm, NotAllowed
from cica_portal.languages import CHOICES, LANGUAGES, NAMES, lowfirst
from members.enums import (
    DELEGATION_ROLES,
    ROLES_GIVEN,
    SECRETARIAT_ROLES,
    SUBMITTING_ROLES,
    WRITING_ROLES,
    AddressKind,
    MailStatus,
    Role,
)

_STATE_FITS_ROLE = Q(role__in=sorted(SECRETARIAT_ROLES), member_state=None) | (
    ~Q(role__in=sorted(SECRETARIAT_ROLES)) & Q(member_state__isnull=False)
)


def today() -> dt.date:
    """Return the Secretariat's day: membership is asked by it at every act, not once for a consultation."""
    return seat_date(clock.now())


class MemberStateQuerySet(models.QuerySet["MemberState"]):
    def members_on(self, day: dt.date) -> "MemberStateQuerySet":
        """Return the States that were members on `day`."""
        return self.filter(joined_on__lte=day).filter(Q(left_on=None) | Q(left_on__gt=day))


class MemberState(models.Model):
    """A Member State: its names in three languages, their case forms, its zone and its membership.

    `forms` holds, by language, the inflected names that sentences need: {"en": {"full": ...},
    "ru": {"nom": ..., "gen": ...}, "kk": {"nom": ..., "gen": ...}}. Names are never inflected by code.
    States stand in protocol order, which is one for all languages: the English alphabet, diacritics ignored.
    """

    code = models.CharField(max_length=2, unique=True)
    name = models.CharField(_("short name"), max_length=100)
    protocol_name = models.CharField(max_length=100, default="", editable=False)
    full_name = models.CharField(lowfirst(_("Full name")), max_length=200)
    capital = models.CharField(lowfirst(pgettext_lazy("State", "Capital")), max_length=100, blank=True)
    forms = models.JSONField(default=dict)
    time_zone = models.CharField(max_length=50)
    joined_on = models.DateField()
    joined_is_exact = models.BooleanField(default=False)  # else only the year of accession is attested
    left_on = models.DateField(null=True, blank=True)

    # The name in English, one of the fields that modeltranslation adds.
    name_en: str

    # Read with other names than its present short ones: never written back.
    is_named_otherwise = False

    # modeltranslation puts a class of its own in the place of this manager's.
    objects = MemberStateQuerySet.as_manager()  # type: ignore[django-manager-missing]

    class Meta:
        ordering = ["protocol_name", "code"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.is_named_otherwise:
            raise ValueError(f"{self.code} was read with other names than its own")
        self.protocol_name = latin_key(self.name_en or self.name)
        super().save(*args, **kwargs)

    def is_member_on(self, day: dt.date) -> bool:
        return self.joined_on <= day and (self.left_on is None or self.left_on > day)

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> "MemberState":
        """Give a State that is read the names that it had on the day that is spoken of, if it had others; and
        its full name where States are named in full."""
        state = super().from_db(*args, **kwargs)
        read = vars(state)
        if found := state_names.of_the_day(read.get("code", "")):
            read.update({name: text for name, text in found["names"].items() if name in read})
            if "forms" in read:
                state.forms = found.get("forms", state.forms)
            state.is_named_otherwise = True
        if state_names.is_in_full():
            full = {f"name_{code}": read.get(f"full_name_{code}") for code in LANGUAGES}
            read.update({name: text for name, text in full.items() if text and name in read})
            state.is_named_otherwise = True
        return state

    def form(self, language: str, form: str) -> str:
        """Return the name in one case form; raise MissingForm where the data has none."""
        text: str = self.forms.get(language, {}).get(form, "")
        if not text:
            raise MissingForm(name=self.name, form=form, language=NAMES[language])
        return text


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, user: "User") -> "UserQuerySet":
        """Return the people `user` may see: the Secretariat all, a delegate those of the own State."""
        if not user.is_authenticated:
            return self.none()
        if user.is_secretariat:
            return self
        return self.filter(member_state=user.member_state_id) if user.is_delegate else self.none()


class PersonManager(UserManager["User"]):
    use_in_migrations = False

    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def visible_to(self, user: "User") -> UserQuerySet:
        return self.get_queryset().visible_to(user)


class OfARole:
    """What follows from a role alone, of a person and of whoever stands for one in a query."""

    role: str

    @property
    def is_secretariat(self) -> bool:
        return self.role in SECRETARIAT_ROLES

    @property
    def is_signatory(self) -> bool:
        return self.role == Role.SIGNATORY

    @property
    def is_coordinator(self) -> bool:
        return self.role == Role.COORDINATOR

    @property
    def is_delegate(self) -> bool:
        return self.role in DELEGATION_ROLES


class User(OfARole, AbstractUser):
    """A person of the Secretariat, of a delegation, or of a coordinating State.

    State and role are read anew at each request and in each task: a change works at once (rule 6). People are
    deactivated, never deleted. `key` names a person in addresses: it says nothing about how many there are.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    role = models.CharField(max_length=20, choices=Role.choices, default=Role.READER)
    member_state = models.ForeignKey(
        MemberState, null=True, blank=True, on_delete=models.PROTECT, related_name="people"
    )
    language = models.CharField(max_length=2, choices=CHOICES, blank=True)
    # Names of the hints for a first visit that the person has read and hidden.
    hidden_hints = models.JSONField(default=list, blank=True)

    objects: ClassVar[PersonManager] = PersonManager()

    class Meta:
        constraints = [models.CheckConstraint(name="user_state_fits_role", condition=_STATE_FITS_ROLE)]

    @property
    def is_of_a_member(self) -> bool:
        """Tell whether the person's State is a Member State today."""
        return self.member_state is not None and self.member_state.is_member_on(today())

    @property
    def acting_state(self) -> MemberState:
        """Return the State that a person of a delegation acts for; nobody else has one."""
        if self.member_state is None:
            raise ValueError(f"{self.username} acts for no State")
        return self.member_state

    @property
    def can_submit(self) -> bool:
        return self.role in SUBMITTING_ROLES and self.is_of_a_member

    @property
    def can_write(self) -> bool:
        return self.role in WRITING_ROLES and self.is_of_a_member

    @property
    def roles_given(self) -> frozenset[Role]:
        """Return the roles that the person may give to others and take away from them."""
        return ROLES_GIVEN.get(self.role, frozenset())

    @property
    def display_name(self) -> str:
        return self.get_full_name() or self.username

    def require(self, permission: str, subject: models.Model | None = None) -> None:
        """Refuse an act that the person may not do."""
        if not self.has_perm(permission, subject):
            raise NotAllowed


class StateAddressQuerySet(models.QuerySet["StateAddress"]):
    def in_use(self) -> "StateAddressQuerySet":
        return self.filter(removed_at=None)


class StateAddress(models.Model):
    """An official address of a State, besides those of its people: every note goes there, nobody signs in."""

    member_state = models.ForeignKey(MemberState, on_delete=models.PROTECT, related_name="addresses")
    kind = models.CharField(
        lowfirst(pgettext_lazy("field", "Kind")), max_length=20, choices=AddressKind.choices
    )
    email = models.EmailField(_("mail address"))
    language = models.CharField(lowfirst(pgettext_lazy("column", "Language")), max_length=2, choices=CHOICES)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = StateAddressQuerySet.as_manager()

    class Meta:
        ordering = ["member_state__protocol_name", "kind", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="state_address_used_once",
                fields=["member_state", "email"],
                condition=Q(removed_at=None),
            ),
        ]


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def waiting(self) -> "InvitationQuerySet":
        """Return those that were neither accepted nor revoked; they may have expired."""
        return self.filter(accepted_at=None, revoked_at=None)

    def visible_to(self, user: User) -> "InvitationQuerySet":
        """Return the invitations `user` may see: the Secretariat all, a contact point the own State's."""
        if not user.is_authenticated:
            return self.none()
        if user.is_secretariat:
            return self
        return self.filter(member_state=user.member_state_id) if user.roles_given else self.none()


class Invitation(models.Model):
    """An invitation to act for a State, or in the Secretariat, in one role; good once, until it expires.

    The link in the mail holds a token of which only the hash is stored, made when the mail leaves. Frozen
    once accepted or revoked.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member_state = models.ForeignKey(
        MemberState, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    role = models.CharField(max_length=20, choices=Role.choices)
    address = models.EmailField()
    language = models.CharField(max_length=2, choices=CHOICES)
    # None: the portal's operator, who invites the first signatory by a command.
    invited_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    sent_anew_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()
    token_sha256 = models.CharField(max_length=64, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-invited_at", "pk"]
        constraints = [
            models.CheckConstraint(name="invitation_state_fits_role", condition=_STATE_FITS_ROLE),
            models.CheckConstraint(
                name="invitation_ends_one_way", condition=Q(accepted_at=None) | Q(revoked_at=None)
            ),
            models.UniqueConstraint(
                name="one_waiting_invitation_of_a_state",
                fields=["member_state", "address"],
                condition=Q(accepted_at=None, revoked_at=None),
            ),
            models.UniqueConstraint(
                name="one_waiting_invitation_of_the_secretariat",
                fields=["address"],
                condition=Q(accepted_at=None, revoked_at=None, member_state=None),
            ),
            models.UniqueConstraint(
                name="invitation_token_once", fields=["token_sha256"], condition=~Q(token_sha256="")
            ),
        ]

    @property
    def inviter(self) -> str:
        """Name who invites; of the first signatory it is nobody in the portal."""
        return self.invited_by.display_name if self.invited_by else str(_("the administrator of the portal"))

    def is_open(self, at: dt.datetime) -> bool:
        return self.accepted_at is None and self.revoked_at is None and at < self.expires_at


class Outgoing(Claimable):
    """A message to one recipient: a row first, sent once under a Message-ID fixed in advance (rule 23).

    `away_since` is when the mail server was first found away for it, and has been since.
    """

    address = models.EmailField()
    language = models.CharField(max_length=2, choices=CHOICES)
    message_id = models.CharField(max_length=200, unique=True)
    status = models.CharField(max_length=20, choices=MailStatus.choices, default=MailStatus.QUEUED)
    not_before = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    away_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def word(self) -> str:
        """Return what tells this message apart, which nobody can guess: its Message-ID without the host."""
        return self.message_id.strip("<>").partition("@")[0]


class PersonalMail(Outgoing):
    """A message to one person about the own account or delegation.

    It is nobody else's: that it exists can tell that a State is at work (rule 4). The Secretariat reads what
    did not arrive, without a delegation's own. `values` holds what the message is about, never a secret:
    tokens are made as the message leaves. `once` keeps a second run from writing it twice.
    """

    kind = models.CharField(max_length=30)
    once = models.CharField(max_length=200, unique=True)
    recipient = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    invitation = models.ForeignKey(
        Invitation, null=True, blank=True, on_delete=models.PROTECT, related_name="mails"
    )
    values = models.JSONField(default=dict)
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["written_at", "pk"]
        indexes = [models.Index(fields=["status", "not_before"])]


class Newness(models.Model):
    """How many of the things that wait for a person came up since the person last looked at them.

    Counted by a sweep and read with the person, so that the head of a page shows it without asking.
    """

    person = models.OneToOneField(User, on_delete=models.PROTECT, related_name="newness")
    number = models.PositiveIntegerField(default=0)
    looked_at = models.DateTimeField(null=True, blank=True)


class FeedKey(models.Model):
    """What opens a person's calendars and feed to a programme that cannot sign in; revoked at will.

    The address holds the key and its signature: a row alone opens nothing, and a revoked one is kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="feed_keys")
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_feed_key_of_a_person", fields=["person"], condition=Q(revoked_at=None)
            ),
        ]
