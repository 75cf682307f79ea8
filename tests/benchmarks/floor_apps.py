"""Apps of the portal as a floor needs them: their models alone."""

from django.apps import AppConfig


class Members(AppConfig):
    """People and States, without the accounts library and the record of what it tells."""

    name = "members"
