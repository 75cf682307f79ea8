from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0020_corrected_extensions"),
    ]

    operations = [
        migrations.AddField(
            model_name="addressee",
            name="lost_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="ledgerentry",
            name="standing",
            field=models.CharField(
                choices=[
                    ("commented", "commented"),
                    ("no_objection", "no objection"),
                    ("granted", "answered under a grant"),
                    ("grant_running", "under additional time"),
                    ("late", "late"),
                    ("silent", "silent"),
                    ("not_reached", "not reached"),
                    ("awaiting", "no answer yet"),
                ],
                max_length=20,
            ),
        ),
    ]
