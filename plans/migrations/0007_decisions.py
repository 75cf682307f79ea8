import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from cica_portal.insert_only import guard


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0006_accepted_edits"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="conceptpaper",
            name="status",
            field=models.CharField(
                choices=[
                    ("drafting", "drafting"),
                    ("circulated", "circulated"),
                    ("under_consolidation", "under consolidation"),
                    ("before_swg", "before the SWG"),
                    ("considered", "considered by the SWG"),
                    ("recommended", "recommended by the SWG"),
                    ("adopted", "adopted"),
                    ("implementing", "implementing"),
                    ("completed", "completed"),
                    ("withdrawn", "withdrawn"),
                ],
                default="drafting",
                max_length=30,
            ),
        ),
        migrations.CreateModel(
            name="PaperDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("considered", "considered by the SWG"),
                            ("recommended", "recommended by the SWG"),
                            ("returned", "returned by the SWG"),
                            ("approved", "approved by the SOC"),
                        ],
                        max_length=20,
                    ),
                ),
                ("held_on", models.DateField()),
                ("reason", models.TextField()),
                ("file_name", models.CharField(max_length=200)),
                ("file_kind", models.CharField(max_length=10)),
                ("file_sha256", models.CharField(max_length=64)),
                ("stored_as", models.CharField(max_length=100)),
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
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decision",
                        to="plans.paperevent",
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="plans.conceptpaper",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plans.revision"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
        guard("plans_paperdecision"),
    ]
