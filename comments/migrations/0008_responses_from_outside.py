import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from cica_portal.database.insert_only import guard, install, remove

RESPONSE = "comments_response"


def lift(apps, schema_editor):
    remove(schema_editor, RESPONSE)


def put_back(apps, schema_editor):
    install(schema_editor, RESPONSE)


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0007_paragraph_tasks"),
        ("members", "0003_names_of_roles"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(lift, put_back),
        migrations.AddField(
            model_name="response",
            name="channel",
            field=models.CharField(
                choices=[("portal", "in the portal"), ("note", "by note"), ("mail", "by mail")],
                default="portal",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="response",
            name="register_number",
            field=models.CharField(blank=True, db_index=True, max_length=60),
        ),
        migrations.AddField(
            model_name="response",
            name="source",
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name="EnteredResponse",
            fields=[
                (
                    "channel",
                    models.CharField(
                        choices=[("portal", "in the portal"), ("note", "by note"), ("mail", "by mail")],
                        default="portal",
                        max_length=10,
                    ),
                ),
                ("register_number", models.CharField(blank=True, db_index=True, max_length=60)),
                ("source", models.JSONField(blank=True, null=True)),
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "position",
                    models.CharField(
                        choices=[("comments", "comments"), ("no_objection", "no objection")],
                        max_length=20,
                        verbose_name="response",
                    ),
                ),
                ("received_at", models.DateTimeField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("drafted", "being entered"),
                            ("submitted", "awaiting confirmation"),
                            ("confirmed", "confirmed"),
                            ("discarded", "discarded"),
                        ],
                        default="drafted",
                        max_length=20,
                    ),
                ),
                ("entered_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.TextField(blank=True)),
                (
                    "consultation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="comments.consultation",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "member_state",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="members.memberstate",
                    ),
                ),
                (
                    "response",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entered",
                        to="comments.response",
                    ),
                ),
            ],
            options={
                "ordering": ["entered_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="EnteredRemark",
            fields=[
                ("block_key", models.UUIDField(blank=True, null=True)),
                ("until_key", models.UUIDField(blank=True, null=True)),
                (
                    "operation",
                    models.CharField(
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
                ("after_key", models.UUIDField(blank=True, null=True)),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("editorial", "editorial"),
                            ("substantive", "substantive"),
                            ("technical", "technical"),
                            ("translation", "translation"),
                        ],
                        default="substantive",
                        max_length=20,
                        verbose_name="type",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("ru", "Русский"), ("kk", "Қазақша")],
                        max_length=2,
                        verbose_name="language",
                    ),
                ),
                ("remark", models.TextField(blank=True, verbose_name="comment")),
                ("proposed_text", models.TextField(blank=True, verbose_name="proposed wording")),
                (
                    "wordings",
                    models.JSONField(blank=True, null=True, verbose_name="wording in further languages"),
                ),
                ("rationale", models.TextField(blank=True, verbose_name="reason")),
                ("joined", models.JSONField(blank=True, null=True)),
                ("attachments", models.JSONField(blank=True, null=True)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("updated_at", models.DateTimeField()),
                (
                    "joins",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="comments.comment",
                    ),
                ),
                (
                    "updated_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entered",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="remarks",
                        to="comments.enteredresponse",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="enteredresponse",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ["drafted", "submitted"])),
                fields=("consultation", "member_state"),
                name="entered_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="enteredresponse",
            constraint=models.CheckConstraint(
                condition=models.Q(("channel__in", ["note", "mail"])), name="entered_from_outside"
            ),
        ),
        migrations.AddConstraint(
            model_name="enteredresponse",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("response__isnull", False), ("status", "confirmed")),
                    models.Q(models.Q(("status", "confirmed"), _negated=True), ("response", None)),
                    _connector="OR",
                ),
                name="entered_and_confirmed",
            ),
        ),
        migrations.AddConstraint(
            model_name="enteredremark",
            constraint=models.CheckConstraint(
                condition=models.Q(("until_key", None), ("block_key__isnull", False), _connector="OR"),
                name="enteredremark_range_has_a_beginning",
            ),
        ),
        migrations.AddConstraint(
            model_name="enteredremark",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("operation__in", ["ADD", "SUP", "MOVE"]), _negated=True),
                    ("block_key__isnull", False),
                    _connector="OR",
                ),
                name="enteredremark_is_on_a_block_to_alter_it",
            ),
        ),
        migrations.AddConstraint(
            model_name="enteredremark",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("after_key__isnull", False), ("operation", "MOVE")),
                    models.Q(models.Q(("operation", "MOVE"), _negated=True), ("after_key", None)),
                    _connector="OR",
                ),
                name="enteredremark_moves_somewhere",
            ),
        ),
        migrations.AddConstraint(
            model_name="enteredremark",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("operation__in", ["MOD", "ADD"]),
                    models.Q(("proposed_text", ""), ("wordings__isnull", True)),
                    _connector="OR",
                ),
                name="enteredremark_has_wording_where_it_may",
            ),
        ),
        migrations.AddConstraint(
            model_name="enteredremark",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("joined__isnull", True), ("joins", None)),
                    models.Q(("joined__isnull", False), ("joins__isnull", False)),
                    _connector="OR",
                ),
                name="enteredremark_names_what_it_joins",
            ),
        ),
        guard(RESPONSE),
        guard("comments_enteredresponse", when="OLD.status IN ('confirmed', 'discarded')"),
    ]
