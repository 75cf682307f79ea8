import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from cica_portal.insert_only import guard


class Migration(migrations.Migration):
    dependencies = [
        ("initiatives", "0004_proposals"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="initiative",
            name="ends_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="ends"),
        ),
        migrations.AddField(
            model_name="initiative",
            name="outcome",
            field=models.TextField(blank=True, verbose_name="outcome"),
        ),
        migrations.AddField(
            model_name="initiative",
            name="participants",
            field=models.JSONField(blank=True, default=dict, verbose_name="participants"),
        ),
        migrations.AddField(
            model_name="initiative",
            name="starts_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="begins"),
        ),
        migrations.AddField(
            model_name="initiative",
            name="time_zone",
            field=models.CharField(blank=True, max_length=50, verbose_name="time zone"),
        ),
        migrations.AddField(
            model_name="initiative",
            name="version",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.CreateModel(
            name="InitiativeEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_status", models.CharField(max_length=30)),
                ("to_status", models.CharField(max_length=30)),
                ("at", models.DateTimeField()),
                ("reason", models.TextField(blank=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "initiative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="initiatives.initiative",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "abstract": False,
            },
        ),
        guard("initiatives_initiativeevent"),
    ]
