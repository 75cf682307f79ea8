import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from cica_portal.insert_only import guard, install, remove


def lift(apps, schema_editor):
    """Take the guard off while the table is altered; SQLite may rebuild it without its triggers."""
    remove(schema_editor, "comments_comment")


def put_back(apps, schema_editor):
    install(schema_editor, "comments_comment")


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0010_merging"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(lift, put_back),
        migrations.AddField(
            model_name="comment",
            name="attachments",
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="draftcomment",
            name="attachments",
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("draft_id", models.UUIDField(db_index=True)),
                ("name", models.CharField(max_length=150)),
                ("kind", models.CharField(max_length=4)),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("ru", "Русский"), ("kk", "Қазақша")], max_length=2
                    ),
                ),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("stored_as", models.CharField(max_length=200)),
                ("is_scanned", models.BooleanField(default=False)),
                ("uploaded_at", models.DateTimeField()),
                ("filed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "consultation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="comments.consultation",
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
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["uploaded_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="FiledAttachment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "attachment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="comments.attachment",
                    ),
                ),
                (
                    "comment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="comments.comment"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("comment", "attachment"), name="attached_once_to_a_comment"
                    )
                ],
            },
        ),
        guard("comments_comment"),
        guard("comments_attachment", when="OLD.filed_at IS NOT NULL"),
        guard("comments_filedattachment"),
    ]
