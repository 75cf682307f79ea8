"""What a document of an event has beside what it shows."""

from django.db import migrations, models

from cica_portal.database.insert_only import guard_again


class Migration(migrations.Migration):
    dependencies = [("initiatives", "0006_records")]

    operations = [
        guard_again("initiatives_initiativefile", when="OLD.removed_at IS NOT NULL"),
        migrations.AddField(
            model_name="initiativefile", name="carries", field=models.JSONField(blank=True, null=True)
        ),
        guard_again("initiatives_initiativefile", when="OLD.removed_at IS NOT NULL"),
    ]
