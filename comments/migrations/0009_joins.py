import django.db.models.deletion
from django.db import migrations, models

from cica_portal.insert_only import guard, install, remove


def lift(apps, schema_editor):
    """Take the guard off while the table is altered; SQLite may rebuild it without its triggers."""
    remove(schema_editor, "comments_comment")


def put_back(apps, schema_editor):
    install(schema_editor, "comments_comment")


class Migration(migrations.Migration):
    dependencies = [("comments", "0008_records_of_a_round")]

    operations = [
        migrations.RunPython(lift, put_back),
        migrations.AddField(
            model_name="comment",
            name="joined",
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="comment",
            name="joins",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="comments.comment",
            ),
        ),
        migrations.AddField(
            model_name="draftcomment",
            name="joined",
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="draftcomment",
            name="joins",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="comments.comment",
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("joined__isnull", True), ("joins", None)),
                    models.Q(("joined__isnull", False), ("joins__isnull", False)),
                    _connector="OR",
                ),
                name="comment_names_what_it_joins",
            ),
        ),
        migrations.AddConstraint(
            model_name="draftcomment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("joined__isnull", True), ("joins", None)),
                    models.Q(("joined__isnull", False), ("joins__isnull", False)),
                    _connector="OR",
                ),
                name="draftcomment_names_what_it_joins",
            ),
        ),
        migrations.AddConstraint(
            model_name="draftcomment",
            constraint=models.UniqueConstraint(
                fields=("consultation", "member_state", "joins"), name="joined_once_by_a_state"
            ),
        ),
        guard("comments_comment"),
    ]
