"""Why an act on a block is refused."""

from django.utils.translation import gettext_lazy as _

from cica_portal.errors import DomainError, StaleVersion
from plans.models import BlockText


class NotEditable(DomainError):
    # Translators: status is the status of the plan, as “under SWG consideration”.
    sentence = _("The text of this plan cannot be edited now. Status of the plan: “%(status)s”.")


class StaleBlock(StaleVersion):
    """A save read an older version than the stored one; nothing was overwritten.

    Holds the text that was read, mine and the one saved meanwhile.
    """

    def __init__(self, current: BlockText, mine: str, base: str = "") -> None:
        super().__init__()
        self.current, self.mine, self.base = current, mine, base


class TextsChanged(StaleVersion):
    """A text is no longer the one that the person saw, who may have written in it."""

    sentence = _(
        "The text has changed since it was shown here. Nothing else was changed. Check it again as it is now."
    )


class TitleStays(DomainError):
    sentence = _("The title is always first in the plan. It can be edited, but not moved or removed.")


class OneTitle(DomainError):
    sentence = _("The plan already has a title.")


class NoFurther(DomainError):
    sentence = _("This block cannot be moved further.")


class OrderChanged(StaleVersion):
    """The order of the blocks is no longer the one that the person saw."""

    sentence = _(
        "Another user has moved, added or removed blocks since you opened the page. Nothing was moved. "
        "Look at the present order and move the block again."
    )


class BlockRemoved(DomainError):
    sentence = _("This block has been removed from the draft. Restore it first.")


class ForeignBlock(DomainError):
    sentence = _("This block belongs to another plan.")


class NothingWritten(DomainError):
    sentence = _("Write the text in at least one language.")


class NothingToConfirm(DomainError):
    sentence = _("This text is not older than its source. There is nothing to confirm.")


class NotOneLine(DomainError):
    sentence = _(
        # Translators: limit is a number.
        "A heading must be one line of at most %(limit)s characters in every language. Shorten "
        "the text first."
    )


class NotJoined(DomainError):
    sentence = _("Only paragraphs, objectives and initiatives can be joined with the block that follows.")


class TooLong(DomainError):
    # Translators: limit is a number.
    sentence = _("The joined text would have more than %(limit)s characters. Shorten it first.")


class OtherWords(DomainError):
    sentence = _("Splitting must not change the text. Restore the original text.")


class NothingToSplit(DomainError):
    sentence = _("Mark at least one place where the text is to be split.")


class TextBehind(DomainError):
    sentence = _(
        "This text does not reflect a change in another language yet. Update it first, then "
        "accept proposals on it."
    )
