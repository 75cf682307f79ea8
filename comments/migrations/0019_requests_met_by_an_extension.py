from django.db import migrations, models


class Migration(migrations.Migration):
    """An extension that gives at least what was wished for meets a request for time."""

    dependencies = [
        ("comments", "0018_comments_that_join"),
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
                ],
                default="asked",
                max_length=20,
            ),
        ),
    ]
