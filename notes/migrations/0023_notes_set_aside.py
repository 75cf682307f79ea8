import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from cica_portal.database.insert_only import guard


class Migration(migrations.Migration):
    """Notes in reply that are no response of their own, with the reason."""

    dependencies = [
        ("notes", "0022_keys_of_notes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SetAside",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "incoming",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="set_aside",
                        to="notes.incomingnote",
                    ),
                ),
            ],
            options={"ordering": ["pk"]},
        ),
        guard("notes_setaside"),
    ]
