from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """A note is written to each State at its addresses, also where two States have one address."""

    dependencies = [("notes", "0019_mail_server_away")]

    operations = [
        migrations.RemoveConstraint(model_name="dispatch", name="one_message_a_recipient"),
        migrations.RemoveConstraint(model_name="dispatch", name="one_mail_a_step"),
        migrations.AddConstraint(
            model_name="dispatch",
            constraint=models.UniqueConstraint(
                name="one_message_a_recipient",
                fields=["note", "member_state", "address"],
                condition=Q(member_state__isnull=False, step=None),
            ),
        ),
        migrations.AddConstraint(
            model_name="dispatch",
            constraint=models.UniqueConstraint(
                name="one_message_a_correspondent",
                fields=["note", "correspondent_address"],
                condition=Q(correspondent_address__isnull=False),
            ),
        ),
        migrations.AddConstraint(
            model_name="dispatch",
            constraint=models.UniqueConstraint(
                name="one_mail_a_step",
                fields=["step", "member_state", "address"],
                condition=Q(step__isnull=False),
            ),
        ),
    ]
