import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from cica_portal.database.insert_only import guard_again


class Migration(migrations.Migration):
    dependencies = [("comments", "0002_guards"), ("plans", "0002_guards")]

    operations = [
        guard_again("comments_disposition"),
        migrations.AddField(
            "disposition",
            "superseded_by",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="comments.comment",
            ),
        ),
        migrations.AddField(
            "disposition",
            "superseded_by_decision",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="plans.paperdecision",
            ),
        ),
        migrations.AddField("disposition", "translations", models.JSONField(blank=True, default=dict)),
        migrations.AddConstraint(
            "disposition",
            models.CheckConstraint(
                name="superseded_by_one_thing",
                condition=Q(superseded_by=None, superseded_by_decision=None)
                | Q(kind="overtaken", superseded_by=None)
                | Q(kind="overtaken", superseded_by_decision=None),
            ),
        ),
        guard_again("comments_disposition"),
    ]
