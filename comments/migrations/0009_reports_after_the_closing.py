import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from cica_portal.database.insert_only import guard, install, remove

ADDENDUM = "comments_ledgeraddendum"


def lift(apps, schema_editor):
    remove(schema_editor, ADDENDUM)


def put_back(apps, schema_editor):
    install(schema_editor, ADDENDUM)


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0008_responses_from_outside"),
        ("members", "0003_names_of_roles"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(lift, put_back),
        migrations.CreateModel(
            name="PaperNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("handed_on", models.DateField()),
                ("remark", models.CharField(max_length=300)),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
        migrations.AddField(
            model_name="ledgeraddendum",
            name="member_state",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="members.memberstate",
            ),
        ),
        migrations.AddField(
            model_name="ledgeraddendum",
            name="reached_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="ledgeraddendum",
            name="response",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="addendum",
                to="comments.response",
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgeraddendum",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("member_state", None), ("reached_at", None), ("response__isnull", False)),
                    models.Q(("member_state__isnull", False), ("response", None)),
                    _connector="OR",
                ),
                name="addendum_of_one_thing",
            ),
        ),
        migrations.AddField(
            model_name="papernote",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="papernote",
            name="consultation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="paper_notes",
                to="comments.consultation",
            ),
        ),
        migrations.AddField(
            model_name="papernote",
            name="member_state",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.memberstate"
            ),
        ),
        migrations.AddConstraint(
            model_name="papernote",
            constraint=models.UniqueConstraint(
                fields=("consultation", "member_state"), name="paper_note_once"
            ),
        ),
        guard(ADDENDUM),
        guard("comments_papernote"),
    ]
