from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notes", "0009_wordings"),
    ]

    operations = [
        migrations.AlterField(
            model_name="document",
            name="kind",
            field=models.CharField(
                choices=[
                    ("plan", "plan"),
                    ("note", "verbal note"),
                    ("comments", "table of comments"),
                    ("package", "package for the SWG"),
                    ("receipt", "receipt"),
                    ("redline", "redline"),
                    ("ledger", "certificate of the ledger"),
                ],
                max_length=20,
            ),
        ),
    ]
