from django.db import migrations, models


class Migration(migrations.Migration):
    """A request for time lapses when the plan is withdrawn."""

    dependencies = [
        ("comments", "0020_taken_rows"),
    ]

    operations = [
        migrations.AlterField(
            model_name="timerequest",
            name="status",
            field=models.CharField(
                choices=[
                    ("asked", "awaiting a decision"),
                    ("granted", "granted"),
                    ("refused", "refused"),
                    ("withdrawn", "withdrawn"),
                    ("met", "met by the extension of the deadline"),
                    ("lapsed", "lapsed: the plan was withdrawn"),
                ],
                default="asked",
                max_length=20,
            ),
        ),
    ]
