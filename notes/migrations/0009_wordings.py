import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import notes.models
from cica_portal.insert_only import guard


class Migration(migrations.Migration):
    # The column added to a guarded table may be empty: it is added in place, and the guard stays.

    dependencies = [
        ("members", "0002_guards"),
        ("notes", "0008_bounces"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="verbalnote",
            name="member_state",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="members.memberstate",
            ),
        ),
        migrations.AlterField(
            model_name="verbalnote",
            name="kind",
            field=models.CharField(
                choices=[
                    ("circulation", "circulation"),
                    ("reminder", "reminder"),
                    ("deadline_extended", "extension of the deadline"),
                    ("silence_broken", "comments received, silence broken"),
                    ("swg_without_comments", "submission to the SWG"),
                    ("swg_with_comments", "submission to the SWG, with comments"),
                    ("acknowledgement", "acknowledgement of comments"),
                    ("event_invitation", "invitation to an event"),
                    ("corrigendum", "corrigendum"),
                    ("annulment", "annulment of a note"),
                ],
                max_length=30,
            ),
        ),
        migrations.CreateModel(
            name="IncomingNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("register_number", models.CharField(max_length=60, unique=True)),
                ("number", models.CharField(max_length=100, verbose_name="number")),
                ("dated_on", models.DateField()),
                ("received_on", models.DateField()),
                ("subject", models.CharField(max_length=300)),
                ("file", models.FileField(blank=True, max_length=200, upload_to=notes.models.incoming_path)),
                ("file_name", models.CharField(blank=True, max_length=200)),
                ("file_sha256", models.CharField(blank=True, max_length=64)),
                ("entered_at", models.DateTimeField()),
                (
                    "answers_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="notes.verbalnote",
                    ),
                ),
                (
                    "corrects",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrected_by",
                        to="notes.incomingnote",
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
                    "series",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="notes.noteseries"
                    ),
                ),
            ],
            options={
                "ordering": ["-received_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Wording",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("circulation", "circulation"),
                            ("reminder", "reminder"),
                            ("deadline_extended", "extension of the deadline"),
                            ("silence_broken", "comments received, silence broken"),
                            ("swg_without_comments", "submission to the SWG"),
                            ("swg_with_comments", "submission to the SWG, with comments"),
                            ("acknowledgement", "acknowledgement of comments"),
                            ("event_invitation", "invitation to an event"),
                            ("corrigendum", "corrigendum"),
                            ("annulment", "annulment of a note"),
                        ],
                        max_length=30,
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("texts", models.JSONField()),
                ("reason", models.TextField()),
                ("returns_to", models.PositiveIntegerField(blank=True, null=True)),
                ("written_at", models.DateTimeField()),
                (
                    "note",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wordings",
                        to="notes.verbalnote",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["kind", "-number"],
            },
        ),
        migrations.CreateModel(
            name="WordingApproval",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "wording",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="approval",
                        to="notes.wording",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="wording",
            constraint=models.UniqueConstraint(
                condition=models.Q(("note", None)), fields=("kind", "number"), name="wording_of_a_kind_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="wording",
            constraint=models.UniqueConstraint(
                condition=models.Q(("note__isnull", False)),
                fields=("note", "number"),
                name="wording_of_a_note_once",
            ),
        ),
        guard("notes_incomingnote"),
        guard("notes_wording"),
        guard("notes_wordingapproval"),
    ]
