from django.db import migrations, models

from cica_portal.insert_only import guard


class Migration(migrations.Migration):
    dependencies = [("comments", "0006_operations_of_earlier_remarks")]

    operations = [
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(("until_key", None), ("block_key__isnull", False), _connector="OR"),
                name="comment_range_has_a_beginning",
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("operation__in", ["ADD", "SUP", "MOVE"]), _negated=True),
                    ("block_key__isnull", False),
                    _connector="OR",
                ),
                name="comment_is_on_a_block_to_alter_it",
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("after_key__isnull", False), ("operation", "MOVE")),
                    models.Q(models.Q(("operation", "MOVE"), _negated=True), ("after_key", None)),
                    _connector="OR",
                ),
                name="comment_moves_somewhere",
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("operation__in", ["MOD", "ADD"]),
                    models.Q(("proposed_text", ""), ("wordings__isnull", True)),
                    _connector="OR",
                ),
                name="comment_has_wording_where_it_may",
            ),
        ),
        migrations.AddConstraint(
            model_name="draftcomment",
            constraint=models.CheckConstraint(
                condition=models.Q(("until_key", None), ("block_key__isnull", False), _connector="OR"),
                name="draftcomment_range_has_a_beginning",
            ),
        ),
        migrations.AddConstraint(
            model_name="draftcomment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("operation__in", ["ADD", "SUP", "MOVE"]), _negated=True),
                    ("block_key__isnull", False),
                    _connector="OR",
                ),
                name="draftcomment_is_on_a_block_to_alter_it",
            ),
        ),
        migrations.AddConstraint(
            model_name="draftcomment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("after_key__isnull", False), ("operation", "MOVE")),
                    models.Q(models.Q(("operation", "MOVE"), _negated=True), ("after_key", None)),
                    _connector="OR",
                ),
                name="draftcomment_moves_somewhere",
            ),
        ),
        migrations.AddConstraint(
            model_name="draftcomment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("operation__in", ["MOD", "ADD"]),
                    models.Q(("proposed_text", ""), ("wordings__isnull", True)),
                    _connector="OR",
                ),
                name="draftcomment_has_wording_where_it_may",
            ),
        ),
        guard("comments_comment"),
    ]
