import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from cica_portal.insert_only import guard


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0008_feed_keys"),
        ("notes", "0017_compilations_of_parts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Arrival",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_acknowledged", models.BooleanField(default=False)),
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
                    "member_state",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="members.memberstate",
                    ),
                ),
                (
                    "note",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="arrivals",
                        to="notes.verbalnote",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_acknowledged", False)),
                        fields=("note", "by"),
                        name="note_opened_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_acknowledged", True)),
                        fields=("note", "member_state"),
                        name="note_acknowledged_once",
                    ),
                ],
            },
        ),
        guard("notes_arrival"),
    ]
