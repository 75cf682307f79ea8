import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import notes.models.packages
from cica_portal.insert_only import guard


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0014_discussion"),
        ("notes", "0012_enclosure_rule"),
        ("plans", "0006_accepted_edits"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="document",
            name="kind",
            field=models.CharField(
                choices=[
                    ("plan", "plan"),
                    ("note", "verbal note"),
                    ("comments", "table of comments"),
                    ("package", "package for the SWG"),
                    ("receipt", "receipt"),
                    ("redline", "redline"),
                    ("ledger", "certificate of the ledger"),
                    ("events", "proposed events"),
                    ("positions", "positions maintained"),
                    ("cover", "cover note of a package"),
                    ("plan_word", "plan, as a Word file"),
                    ("redline_word", "redline, as a Word file"),
                ],
                max_length=20,
            ),
        ),
        migrations.CreateModel(
            name="SwgPackage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source_sha256", models.CharField(max_length=64, unique=True)),
                ("contents", models.JSONField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("wanted", "being prepared"),
                            ("stored", "ready"),
                            ("failed", "could not be prepared"),
                        ],
                        default="wanted",
                        max_length=20,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("claimed_at", models.DateTimeField(blank=True, null=True)),
                ("error", models.TextField(blank=True)),
                ("content_sha256", models.CharField(blank=True, max_length=64)),
                ("sealed_by", models.CharField(blank=True, max_length=300)),
                ("wanted_at", models.DateTimeField()),
                ("stored_at", models.DateTimeField(blank=True, null=True)),
                (
                    "consultation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="comments.consultation",
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plans.conceptpaper"
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plans.revision"
                    ),
                ),
                (
                    "wanted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-wanted_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="SwgPackageFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                (
                    "language",
                    models.CharField(
                        blank=True,
                        choices=[("en", "English"), ("ru", "Русский"), ("kk", "Қазақша")],
                        max_length=2,
                    ),
                ),
                ("file", models.FileField(max_length=200, upload_to=notes.models.packages.package_path)),
                ("size", models.PositiveIntegerField()),
                ("pages", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("sha256", models.CharField(max_length=64, unique=True)),
                ("unsealed_sha256", models.CharField(blank=True, max_length=64)),
                (
                    "package",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="notes.swgpackage",
                    ),
                ),
            ],
            options={
                "ordering": ["package", "name"],
                "constraints": [
                    models.UniqueConstraint(fields=("package", "name"), name="package_file_once")
                ],
            },
        ),
        guard("notes_swgpackage", when="OLD.status = 'stored'"),
        guard("notes_swgpackagefile"),
    ]
