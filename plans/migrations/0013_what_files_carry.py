"""What the document of a decision has beside what it shows."""

from django.db import migrations, models

from cica_portal.database.insert_only import guard_again


class Migration(migrations.Migration):
    dependencies = [("plans", "0012_blocks_by_key")]

    operations = [
        guard_again("plans_paperdecision"),
        migrations.AddField(
            model_name="paperdecision", name="file_carries", field=models.JSONField(blank=True, null=True)
        ),
        guard_again("plans_paperdecision"),
    ]
