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


class OrderChanged(StaleVersion):
    """The order of the blocks is no longer the one that the person saw."""

    sentence = _(
        "Another user has moved, added or removed blocks since you opened the page. Nothing was moved. "
        "Look at the present order and move the block again."
    )


class BlockRemoved(DomainError):
    sentence = _("This block has been removed from the draft. Restore it first.")
