"""Why an act on a block is refused."""

from django.utils.translation import gettext_lazy as _

from cica_portal.errors import DomainError, StaleVersion
from plans.models import BlockText


class NotEditable(DomainError):
    sentence = _("The text of this plan cannot be edited now: the plan is in the state “%(status)s”.")


class StaleBlock(StaleVersion):
    """A save read an older version than the stored one; nothing was overwritten.

    Holds the text that was read, mine and the one saved meanwhile.
    """

    def __init__(self, current: BlockText, mine: str, base: str = "") -> None:
        super().__init__()
        self.current, self.mine, self.base = current, mine, base


class TitleStays(DomainError):
    sentence = _("The title stays first in the plan: it is edited, but neither moved nor removed.")


class OneTitle(DomainError):
    sentence = _("The plan has its title already.")


class NoFurther(DomainError):
    sentence = _("This block cannot be moved further.")


class BlockRemoved(DomainError):
    sentence = _("This block has been removed from the draft. Restore it first.")


class ForeignBlock(DomainError):
    sentence = _("This block belongs to another plan.")


class NothingWritten(DomainError):
    sentence = _("Write the text in at least one language.")


class NothingToConfirm(DomainError):
    sentence = _("This text is not older than its source: there is nothing to confirm.")


class NotOneLine(DomainError):
    sentence = _(
        "A heading is one line of at most %(limit)s characters in every language. Shorten the text first."
    )


class NotJoined(DomainError):
    sentence = _("Only paragraphs, objectives and initiatives are joined, with the one that follows them.")


class TooLong(DomainError):
    sentence = _("The joined text would have more than %(limit)s characters.")


class OtherWords(DomainError):
    sentence = _("The parts must hold the words of the text as they are: a split changes no word.")


class NothingToSplit(DomainError):
    sentence = _("Mark at least one place where the text is to be split.")


class TextBehind(DomainError):
    sentence = _(
        "This text has yet to follow a change in another language. Bring it up to date first, then accept "
        "proposals on it."
    )
