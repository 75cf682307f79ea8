import django.db.models.deletion
from django.db import migrations, models

from cica_portal.insert_only import guard


class Migration(migrations.Migration):
    dependencies = [
        ("notes", "0007_silence_broken"),
    ]

    # What has been reported is on record: nobody changes or deletes it.

    operations = [
        migrations.AddField(
            model_name="circulation",
            name="needs_release",
            field=models.BooleanField(
                default=False, verbose_name="each message of this consultation is released by a person"
            ),
        ),
        migrations.AlterField(
            model_name="dispatch",
            name="status",
            field=models.CharField(
                choices=[
                    ("held", "awaits release"),
                    ("queued", "queued"),
                    ("sending", "being sent"),
                    ("sent", "sent"),
                    ("delivered", "delivered"),
                    ("failed", "failed"),
                    ("bounced", "bounced"),
                    ("unknown", "outcome unknown"),
                    ("cancelled", "cancelled"),
                ],
                default="queued",
                max_length=20,
            ),
        ),
        migrations.CreateModel(
            name="DeliveryReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("failed", "delivery failed"),
                            ("delayed", "delivery is delayed"),
                            ("delivered", "delivered"),
                        ],
                        max_length=20,
                    ),
                ),
                ("code", models.CharField(blank=True, max_length=12)),
                ("recipient", models.CharField(blank=True, max_length=254)),
                ("diagnostic", models.TextField(blank=True)),
                ("is_applied", models.BooleanField(default=False)),
                ("received_at", models.DateTimeField()),
                ("sha256", models.CharField(max_length=64)),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "dispatch",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="notes.dispatch",
                    ),
                ),
            ],
            options={
                "ordering": ["-received_at", "-pk"],
                "constraints": [models.UniqueConstraint(fields=("sha256", "position"), name="reported_once")],
            },
        ),
        guard("notes_deliveryreport"),
    ]
