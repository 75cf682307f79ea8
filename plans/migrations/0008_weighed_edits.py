from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0007_decisions"),
    ]

    operations = [
        migrations.AlterField(
            model_name="edit",
            name="kind",
            field=models.CharField(
                choices=[
                    ("added", "added"),
                    ("changed", "changed"),
                    ("accepted", "proposal accepted"),
                    ("confirmed", "found still right"),
                    ("weighed", "change rated"),
                    ("turned", "kind changed"),
                    ("moved", "moved"),
                    ("removed", "removed"),
                    ("restored", "restored"),
                ],
                default="changed",
                max_length=20,
            ),
        ),
    ]
