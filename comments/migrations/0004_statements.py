import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from cica_portal.database.insert_only import fixed, guard, guard_again, kept

LANGUAGES = [("en", "English"), ("ru", "Русский"), ("kk", "Қазақша")]
STATUSES = [
    ("drafted", "being entered"),
    ("submitted", "awaiting confirmation"),
    ("confirmed", "confirmed"),
    ("discarded", "discarded"),
]
KINDS = [
    ("reservation", "reservation"),
    ("interpretation", "interpretative statement"),
    ("association", "association with a statement"),
    ("withdrawal", "withdrawal of a statement"),
]
CHANNELS = [("portal", "in the portal"), ("note", "by note"), ("mail", "by mail")]
PROTECT = {"on_delete": django.db.models.deletion.PROTECT}
ALONE = {**PROTECT, "related_name": "+"}
NONE = {"null": True, "blank": True}
# What was entered may be confirmed or discarded, and is never changed.
AS_ENTERED = [
    "paper_id",
    "revision_id",
    "member_state_id",
    "kind",
    "of_id",
    "language",
    "text",
    "received_on",
    "is_late",
    "register_number",
    "request_key",
    "by_id",
    "at",
]


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0003_reply_translations"),
        ("initiatives", "0002_guards"),
        ("members", "0002_guards"),
        ("plans", "0002_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        guard_again("comments_receipt"),
        migrations.CreateModel(
            name="Statement",
            fields=[
                ("at", models.DateTimeField()),
                ("channel", models.CharField(choices=CHANNELS, default="portal", max_length=10)),
                ("register_number", models.CharField(blank=True, db_index=True, max_length=60)),
                ("source", models.JSONField(**NONE)),
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("kind", models.CharField(choices=KINDS, max_length=20, verbose_name="kind")),
                ("block_keys", models.JSONField(blank=True, default=list)),
                (
                    "language",
                    models.CharField(blank=True, choices=LANGUAGES, max_length=2, verbose_name="language"),
                ),
                ("text", models.TextField(blank=True, verbose_name="text")),
                ("received_on", models.DateField()),
                ("is_late", models.BooleanField(default=False)),
                ("status", models.CharField(choices=STATUSES, max_length=20)),
                ("request_key", models.UUIDField()),
                ("confirmed_at", models.DateTimeField(**NONE)),
                ("by", models.ForeignKey(to=settings.AUTH_USER_MODEL, **ALONE)),
                ("confirmed_by", models.ForeignKey(to=settings.AUTH_USER_MODEL, **NONE, **ALONE)),
                ("member_state", models.ForeignKey(to="members.memberstate", **ALONE)),
                (
                    "of",
                    models.ForeignKey(
                        to="comments.statement", related_name="followed_by", **NONE, **PROTECT
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(to="plans.conceptpaper", related_name="statements", **PROTECT),
                ),
                ("revision", models.ForeignKey(to="plans.revision", **ALONE)),
            ],
            options={
                "ordering": ["member_state__protocol_name", "received_on", "at"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("member_state", "request_key"), name="statement_asked_once"
                    ),
                    models.UniqueConstraint(
                        condition=Q(kind="withdrawal", status="confirmed"),
                        fields=("of",),
                        name="statement_withdrawn_once",
                    ),
                    models.CheckConstraint(
                        condition=(
                            Q(kind__in=["reservation", "interpretation"], of=None) & ~Q(text="", language="")
                        )
                        | Q(kind__in=["association", "withdrawal"], of__isnull=False, text=""),
                        name="statement_says_or_follows",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StatementTranslation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("language", models.CharField(choices=LANGUAGES, max_length=2)),
                ("text", models.TextField(blank=True)),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "not checked"), ("checked", "checked")], max_length=20
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("by", models.ForeignKey(to=settings.AUTH_USER_MODEL, **ALONE)),
                (
                    "statement",
                    models.ForeignKey(to="comments.statement", related_name="translations", **PROTECT),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("statement", "language"), name="statement_translated_once"
                    )
                ],
            },
        ),
        migrations.RemoveConstraint(model_name="receipt", name="receipt_of_one_thing"),
        migrations.AddField(
            model_name="receipt",
            name="statement",
            field=models.OneToOneField(to="comments.statement", **NONE, **PROTECT),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.CheckConstraint(
                condition=Q(response__isnull=False, proposed_event=None, statement=None)
                | Q(response=None, proposed_event__isnull=False, statement=None)
                | Q(response=None, proposed_event=None, statement__isnull=False),
                name="receipt_of_one_thing",
            ),
        ),
        guard_again("comments_receipt"),
        guard("comments_statement", when="OLD.status IN ('confirmed', 'discarded')"),
        kept("comments_statement"),
        fixed("comments_statement", AS_ENTERED),
        kept("comments_statementtranslation"),
    ]
