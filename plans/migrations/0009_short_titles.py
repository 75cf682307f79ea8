from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0008_kinds_of_blocks"),
    ]

    operations = [
        migrations.AddField(
            model_name="confidencebuildingmeasure",
            name="short_titles",
            field=models.JSONField(default=dict),
        ),
    ]
