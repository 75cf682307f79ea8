import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from cica_portal.insert_only import guard, install, remove

FILED = "OLD.filed_at IS NOT NULL"


def lift(apps, schema_editor):
    """Take the guard off while the table is altered: SQLite rebuilds it without its triggers."""
    remove(schema_editor, "initiatives_proposedevent")


def put_back(apps, schema_editor):
    install(schema_editor, "initiatives_proposedevent", when=FILED)


class Migration(migrations.Migration):
    dependencies = [
        ("initiatives", "0003_guards"),
        ("members", "0002_guards"),
        ("plans", "0004_word_imports"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(lift, put_back),
        migrations.CreateModel(
            name="ProposalDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("proposed", "awaits an answer"),
                            ("accepted", "taken into the plan"),
                            ("later", "kept for a later plan"),
                            ("declined", "not taken into the plan"),
                            ("withdrawn", "withdrawn by the State"),
                        ],
                        max_length=20,
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                (
                    "language",
                    models.CharField(
                        blank=True,
                        choices=[("en", "English"), ("ru", "Русский"), ("kk", "Қазақша")],
                        max_length=2,
                        verbose_name="language",
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="proposedevent",
            name="quarter_of_a_year",
        ),
        migrations.AddField(
            model_name="initiative",
            name="co_hosts",
            field=models.JSONField(blank=True, default=list, verbose_name="co-hosts"),
        ),
        migrations.AddField(
            model_name="initiative",
            name="contact",
            field=models.CharField(blank=True, max_length=300, verbose_name="contact"),
        ),
        migrations.AddField(
            model_name="initiative",
            name="date_from",
            field=models.DateField(blank=True, null=True, verbose_name="first day"),
        ),
        migrations.AddField(
            model_name="initiative",
            name="date_to",
            field=models.DateField(blank=True, null=True, verbose_name="last day"),
        ),
        migrations.AddField(
            model_name="initiative",
            name="month",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="month"),
        ),
        migrations.AddField(
            model_name="initiative",
            name="objectives",
            field=models.JSONField(blank=True, default=list, verbose_name="objectives served"),
        ),
        migrations.AddField(
            model_name="initiative",
            name="place",
            field=models.CharField(blank=True, max_length=200, verbose_name="place"),
        ),
        migrations.AddField(
            model_name="initiative",
            name="quarter",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="quarter"),
        ),
        migrations.AddField(
            model_name="proposedevent",
            name="co_hosts",
            field=models.JSONField(blank=True, default=list, verbose_name="co-hosts"),
        ),
        migrations.AddField(
            model_name="proposedevent",
            name="date_from",
            field=models.DateField(blank=True, null=True, verbose_name="first day"),
        ),
        migrations.AddField(
            model_name="proposedevent",
            name="date_to",
            field=models.DateField(blank=True, null=True, verbose_name="last day"),
        ),
        migrations.AddField(
            model_name="proposedevent",
            name="host",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="members.memberstate",
                verbose_name="host State",
            ),
        ),
        migrations.AddField(
            model_name="proposedevent",
            name="month",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="month"),
        ),
        migrations.AddField(
            model_name="proposedevent",
            name="objectives",
            field=models.JSONField(blank=True, default=list, verbose_name="objectives served"),
        ),
        migrations.AlterField(
            model_name="initiative",
            name="host",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="members.memberstate",
                verbose_name="host State",
            ),
        ),
        migrations.AlterField(
            model_name="initiative",
            name="year",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="year"),
        ),
        migrations.AddConstraint(
            model_name="initiative",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("month", None), ("quarter", None)),
                    models.Q(("month", None), ("quarter__range", (1, 4)), ("year__isnull", False)),
                    models.Q(("month__range", (1, 12)), ("quarter", None), ("year__isnull", False)),
                    _connector="OR",
                ),
                name="initiative_part_of_a_year",
            ),
        ),
        migrations.AddConstraint(
            model_name="initiative",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("date_from", None), ("date_to", None)),
                    models.Q(("date_from__isnull", False), ("date_to", None)),
                    models.Q(("date_from__isnull", False), ("date_to__gte", models.F("date_from"))),
                    _connector="OR",
                ),
                name="initiative_days_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposedevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("month", None), ("quarter", None)),
                    models.Q(("month", None), ("quarter__range", (1, 4)), ("year__isnull", False)),
                    models.Q(("month__range", (1, 12)), ("quarter", None), ("year__isnull", False)),
                    _connector="OR",
                ),
                name="proposedevent_part_of_a_year",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposedevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("date_from", None), ("date_to", None)),
                    models.Q(("date_from__isnull", False), ("date_to", None)),
                    models.Q(("date_from__isnull", False), ("date_to__gte", models.F("date_from"))),
                    _connector="OR",
                ),
                name="proposedevent_days_in_order",
            ),
        ),
        migrations.AddField(
            model_name="proposaldecision",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="proposaldecision",
            name="event",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="initiatives.proposedevent",
            ),
        ),
        migrations.AddField(
            model_name="proposaldecision",
            name="initiative",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="proposal_decision",
                to="initiatives.initiative",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposaldecision",
            constraint=models.UniqueConstraint(
                fields=("event", "number"), name="proposal_decided_once_a_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="proposaldecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("initiative__isnull", False), ("status", "accepted")),
                    models.Q(models.Q(("status", "accepted"), _negated=True), ("initiative", None)),
                    _connector="OR",
                ),
                name="accepted_has_its_initiative",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposaldecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["declined", "later"]), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="answered_with_a_reason",
            ),
        ),
        guard("initiatives_proposedevent", when=FILED),
        guard("initiatives_proposaldecision"),
    ]
