from collections.abc import Callable
from typing import Any

from django.db import migrations

from members.accounts import secrets


def _each(apps: Any, change: Callable[[str], str]) -> None:
    """Change the secrets of every authenticator; those that are as wanted stay."""
    for one in apps.get_model("mfa", "Authenticator").objects.all():
        data = secrets.changed(one.data, change)
        if data != one.data:
            one.data = data
            one.save(update_fields=["data"])


def encrypt(apps: Any, schema_editor: Any) -> None:
    _each(apps, lambda text: text if text.startswith(secrets.MARK) else secrets.encrypt(text))


def decrypt(apps: Any, schema_editor: Any) -> None:
    _each(apps, secrets.decrypt)


class Migration(migrations.Migration):
    dependencies = [("members", "0017_record_checks"), ("mfa", "0003_authenticator_type_uniq")]

    operations = [migrations.RunPython(encrypt, decrypt)]
