"""Acts on people's accounts."""

from members.models import User


def set_language(user: User, language: str) -> None:
    """Keep the interface language of `user`; it goes with the person to every browser and mail."""
    User.objects.filter(pk=user.pk).update(language=language)
    user.language = language
