from django.db import migrations, models

from cica_portal.database.insert_only import guard_again

OPERATION = {
    "blank": True,
    "choices": [
        ("MOD", "change of wording"),
        ("ADD", "new text"),
        ("SUP", "deletion"),
        ("MOVE", "move"),
        ("NOC", "no change"),
    ],
    "default": "",
    "max_length": 4,
    "verbose_name": "what is proposed",
}


class Migration(migrations.Migration):
    """A comment that proposes nothing has no operation."""

    dependencies = [
        ("comments", "0026_withdrawn_responses_and_former_members"),
    ]

    operations = [
        guard_again("comments_comment"),
        migrations.AlterField("comment", "operation", models.CharField(**OPERATION)),
        migrations.AlterField("draftcomment", "operation", models.CharField(**OPERATION)),
        migrations.AlterField("enteredremark", "operation", models.CharField(**OPERATION)),
        guard_again("comments_comment"),
    ]
