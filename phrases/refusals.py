"""What keeps a correction back."""

from django.utils.translation import gettext_lazy as _

from cica_portal.errors import DomainError


class PhraseGone(DomainError):
    sentence = _("This text no longer exists in the portal. Search for the text that replaced it.")


class NothingChanged(DomainError):
    sentence = _("The new text is the same as the present one. Change it, or leave the page.")


class AlreadyProposed(DomainError):
    sentence = _(
        "A correction of this text is waiting for approval. Decide on it or withdraw it before you propose "
        "another."
    )


class ReasonMissing(DomainError):
    sentence = _("Give a reason. It is recorded, and the other person will read it.")


class Unfit(DomainError):
    """A wording that cannot be used; says everything that is wrong with it."""

    sentence = _("The text cannot be used. %(faults)s")

    def __init__(self, faults: list[str]) -> None:
        super().__init__(faults=" ".join(faults))
        self.faults = faults
