from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notes", "0006_note_check_code"),
    ]

    operations = [
        migrations.AlterField(
            model_name="verbalnote",
            name="kind",
            field=models.CharField(
                choices=[
                    ("circulation", "circulation"),
                    ("reminder", "reminder"),
                    ("deadline_extended", "extension of the deadline"),
                    ("silence_broken", "comments received, silence broken"),
                    ("swg_without_comments", "submission to the SWG"),
                ],
                max_length=30,
            ),
        ),
    ]
