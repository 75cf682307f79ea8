from django.db import migrations, models

from cica_portal.database.insert_only import guard


class Migration(migrations.Migration):
    dependencies = [
        ("initiatives", "0004_words"),
    ]

    operations = [
        migrations.AddField(
            model_name="proposaldecision",
            name="line",
            field=models.JSONField(blank=True, default=dict),
        ),
        guard("initiatives_proposaldecision"),
    ]
