from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notes", "0015_progress_reports"),
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
                    ("trace", "trace of a revision"),
                    ("progress", "progress report"),
                    ("events", "proposed events"),
                    ("positions", "positions maintained"),
                    ("cover", "cover note of a package"),
                    ("plan_word", "plan, as a Word file"),
                    ("redline_word", "redline, as a Word file"),
                    ("comments_word", "compilation, as a Word file"),
                    ("comments_sheet", "compilation, as a workbook"),
                ],
                max_length=20,
            ),
        ),
    ]
