from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("initiatives", "0005_supplements"),
    ]

    operations = [
        migrations.AddField(
            model_name="initiative", name=name, field=models.JSONField(blank=True, default=dict)
        )
        for name in ("titles", "places", "written")
    ]
