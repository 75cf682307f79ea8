"""SQLite's lists of all stored words go: by them a search took longer for words that others use."""

from django.db import migrations

STORES = ("revision", "draft_of_plan", "comment", "disposition", "note")
# The hash of what keeps the stores (`stores.fingerprint`) as this version has it.
KEPT_BY = "d4738db3d499027f29c631f19284a8dfff34b8c96e28ab3b3b6978149be81e02"


def forwards(apps, schema_editor) -> None:
    if schema_editor.connection.vendor == "sqlite":
        for name in STORES:
            schema_editor.execute(f"DROP TABLE IF EXISTS search_{name}_known", params=None)


class Migration(migrations.Migration):
    dependencies = [("search", "0003_numbered_comments")]

    # The former version makes them again after each migration.
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
