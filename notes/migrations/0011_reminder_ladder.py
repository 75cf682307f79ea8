import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0007_state_addresses"),
        ("notes", "0010_certificates_of_ledgers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="dispatch",
            name="one_message_a_recipient",
        ),
        migrations.AddField(
            model_name="dispatch",
            name="state_address",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="members.stateaddress",
            ),
        ),
        migrations.AddField(
            model_name="dispatch",
            name="step",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="dispatches",
                to="notes.reminderstep",
            ),
        ),
        migrations.AddField(
            model_name="reminderstep",
            name="approved_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="reminderstep",
            name="by_note",
            field=models.BooleanField(default=True, verbose_name="with a numbered note"),
        ),
        migrations.AddField(
            model_name="reminderstep",
            name="done_for",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="reminderstep",
            name="is_approved",
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name="reminderstep",
            name="level",
            field=models.PositiveSmallIntegerField(
                choices=[
                    (1, "contact points"),
                    (2, "contact points and deputies"),
                    (3, "contact points, deputies, embassies and ministries"),
                ],
                default=2,
                verbose_name="to whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispatch",
            constraint=models.UniqueConstraint(
                condition=models.Q(("step", None)), fields=("note", "address"), name="one_message_a_recipient"
            ),
        ),
        migrations.AddConstraint(
            model_name="dispatch",
            constraint=models.UniqueConstraint(
                condition=models.Q(("step__isnull", False)),
                fields=("step", "address"),
                name="one_mail_a_step",
            ),
        ),
    ]
