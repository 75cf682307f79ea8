from django.db import migrations, models
from django.db.models import Q

from cica_portal.database.insert_only import guard_again


class Migration(migrations.Migration):
    """A reply that was sent is changed with a reason, and waits for a signatory until it is."""

    dependencies = [("comments", "0004_reason_of_a_release")]

    operations = [
        guard_again("comments_disposition"),
        migrations.AddField("disposition", "reason", models.TextField(blank=True)),
        migrations.AlterField(
            "disposition",
            "stage",
            models.CharField(
                choices=[
                    ("proposed", "proposed"),
                    ("change", "change to be confirmed by an authorized signatory"),
                    ("confirmed", "confirmed"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            "disposition",
            models.CheckConstraint(
                name="reason_of_a_changed_reply", condition=~Q(stage="change") | ~Q(reason="")
            ),
        ),
        guard_again("comments_disposition"),
    ]
