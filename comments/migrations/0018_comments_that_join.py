from django.db import migrations, models


class Migration(migrations.Migration):
    """A start page asks for the comments that join another's, from an index of these alone."""

    dependencies = [("comments", "0017_guard_of_openings")]

    operations = [
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(("joins__isnull", False)), fields=["response"], name="comment_that_joins"
            ),
        ),
    ]
