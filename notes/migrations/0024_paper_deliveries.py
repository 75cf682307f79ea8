import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from cica_portal.database.insert_only import guard


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0024_audit_indexes"),
        ("notes", "0023_notes_set_aside"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PaperDelivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("handed_on", models.DateField()),
                ("remark", models.CharField(max_length=300)),
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
                        related_name="paper_deliveries",
                        to="notes.verbalnote",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("note", "member_state"), name="note_handed_to_a_state_once"
                    )
                ],
            },
        ),
        guard("notes_paperdelivery"),
    ]
