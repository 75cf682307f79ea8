from django.db import migrations, models

from cica_portal.insert_only import install, remove


def lift(apps, schema_editor):
    """Take the guard off while the table is altered; 0007 puts it back once every row is whole."""
    remove(schema_editor, "comments_comment")


def put_back(apps, schema_editor):
    install(schema_editor, "comments_comment")


class Migration(migrations.Migration):
    dependencies = [("comments", "0004_dispositions")]

    operations = [
        migrations.RunPython(lift, put_back),
        migrations.AddField(
            model_name="comment",
            name="after_key",
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="comment",
            name="operation",
            field=models.CharField(
                choices=[
                    ("MOD", "change of wording"),
                    ("ADD", "new text"),
                    ("SUP", "deletion"),
                    ("MOVE", "move"),
                    ("NOC", "no change"),
                ],
                default="NOC",
                max_length=4,
                verbose_name="what is proposed",
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="sha256",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="comment",
            name="until_key",
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="comment",
            name="wordings",
            field=models.JSONField(blank=True, null=True, verbose_name="wording in further languages"),
        ),
        migrations.AddField(
            model_name="draftcomment",
            name="after_key",
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="draftcomment",
            name="operation",
            field=models.CharField(
                choices=[
                    ("MOD", "change of wording"),
                    ("ADD", "new text"),
                    ("SUP", "deletion"),
                    ("MOVE", "move"),
                    ("NOC", "no change"),
                ],
                default="NOC",
                max_length=4,
                verbose_name="what is proposed",
            ),
        ),
        migrations.AddField(
            model_name="draftcomment",
            name="sha256",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="draftcomment",
            name="until_key",
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="draftcomment",
            name="wordings",
            field=models.JSONField(blank=True, null=True, verbose_name="wording in further languages"),
        ),
    ]
