from django.db import migrations, models

from cica_portal.database.insert_only import kept_again


class Migration(migrations.Migration):
    dependencies = [
        ("initiatives", "0005_supplements"),
    ]

    operations = [
        kept_again("initiatives_initiative"),
        *(
            migrations.AddField(
                model_name="initiative", name=name, field=models.JSONField(blank=True, default=dict)
            )
            for name in ("titles", "places", "written")
        ),
        kept_again("initiatives_initiative"),
    ]
