from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dashboard", "0004_alarm_of_the_record"),
    ]

    operations = [
        migrations.AlterField(
            model_name="alarm",
            name="kind",
            field=models.CharField(
                choices=[
                    ("sweeps", "sweeps stand still"),
                    ("messages", "messages wait"),
                    ("record", "the record is contradicted"),
                    ("disk", "little room on a disk"),
                ],
                max_length=20,
            ),
        ),
    ]
