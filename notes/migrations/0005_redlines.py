import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    # A column that may be empty is added in place, on SQLite too: the guard of the table stays.

    dependencies = [
        ("notes", "0003_sweeprecord"),
        ("plans", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="document",
            name="earlier",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="plans.revision",
            ),
        ),
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
                ],
                max_length=20,
            ),
        ),
    ]
