"""People, their States, what is written to them, and the record of acts."""

from members.models.correspondents import (
    Correspondent,
    CorrespondentAddress,
    CorrespondentAddressQuerySet,
    CorrespondentQuerySet,
)
from members.models.factors import FactorReset
from members.models.hand_overs import HandOver, HandOverQuerySet
from members.models.house import HousePart
from members.models.installations import Installation, InstallationRelease
from members.models.people import (
    FeedKey,
    Invitation,
    InvitationQuerySet,
    MemberState,
    MemberStateQuerySet,
    Newness,
    Outgoing,
    PersonalMail,
    PersonManager,
    StateAddress,
    StateAddressQuerySet,
    User,
    UserQuerySet,
    today,
)
from members.models.presence import PresenceSpan
from members.models.records import (
    AuditEntry,
    AuditHead,
    DelegationEntry,
    Entry,
    FailedSignIn,
    RecordCheck,
    Seal,
)
