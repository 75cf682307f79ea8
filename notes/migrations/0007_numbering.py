"""Numbers of notes come from counters of their own: of a series or of the house, running or of one year."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone


def move_to_counters(apps, schema_editor):
    """Give each series the counter it had, know every number given, and let the numbering go on as it is."""
    series_model, counters = apps.get_model("notes", "NoteSeries"), apps.get_model("notes", "NumberCounter")
    taken = apps.get_model("notes", "TakenNumber")
    given = {
        **dict(
            apps.get_model("notes", "VerbalNote").objects.exclude(number=None).values_list("number", "series")
        ),
        **dict(apps.get_model("notes", "IncomingNote").objects.values_list("register_number", "series")),
    }
    for series in series_model.objects.all():
        counter = counters.objects.create(series=series, year=0, last_number=series.last_number)
        values = {}
        for number, key in sorted(given.items()):
            tail = number.rpartition("/")[2]
            if key == series.pk and tail.isascii() and tail.isdigit():
                values.setdefault(int(tail), number)
        taken.objects.bulk_create(
            taken(counter=counter, value=value, number=number) for value, number in sorted(values.items())
        )
    if series_model.objects.exists():
        rule = apps.get_model("notes", "NumberingRule")
        rule.objects.create(number=1, scope="series", is_yearly=False, set_at=timezone.now())


def move_back(apps, schema_editor):
    """Let each series count by itself again, on from the last number that bears its prefix."""
    for series in apps.get_model("notes", "NoteSeries").objects.all():
        counter = apps.get_model("notes", "NumberCounter").objects.filter(series=series, year=0).first()
        series.last_number = counter.last_number if counter else 0
        series.save(update_fields=["last_number"])


class Migration(migrations.Migration):
    dependencies = [
        ("notes", "0006_addressees"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="NumberCounter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(default=0)),
                ("last_number", models.PositiveIntegerField(default=0)),
                ("ahead", models.JSONField(blank=True, default=list)),
                (
                    "series",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="counters",
                        to="notes.noteseries",
                    ),
                ),
            ],
            options={
                "ordering": ["series__prefix", "year"],
            },
        ),
        migrations.CreateModel(
            name="NumberingRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(unique=True)),
                (
                    "scope",
                    models.CharField(
                        choices=[
                            ("series", "each series has its own numbers"),
                            ("house", "all notes of the Secretariat share one sequence"),
                        ],
                        max_length=10,
                    ),
                ),
                ("is_yearly", models.BooleanField(default=False)),
                ("reason", models.TextField(blank=True)),
                ("set_at", models.DateTimeField()),
                (
                    "set_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="NumberingStart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("before", models.PositiveIntegerField()),
                ("first", models.PositiveIntegerField()),
                (
                    "counter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="starts",
                        to="notes.numbercounter",
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="starts",
                        to="notes.numberingrule",
                    ),
                ),
            ],
            options={
                "ordering": ["rule", "pk"],
            },
        ),
        migrations.CreateModel(
            name="TakenNumber",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("value", models.PositiveIntegerField()),
                ("number", models.CharField(max_length=60, unique=True)),
                ("dated_on", models.DateField(blank=True, null=True, verbose_name="date of the note")),
                ("addressee", models.CharField(blank=True, max_length=300)),
                ("subject", models.CharField(blank=True, max_length=300)),
                ("entered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "counter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="taken",
                        to="notes.numbercounter",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["counter", "value"],
            },
        ),
        migrations.AddConstraint(
            model_name="numbercounter",
            constraint=models.UniqueConstraint(fields=("series", "year"), name="counter_of_a_series_once"),
        ),
        migrations.AddConstraint(
            model_name="numbercounter",
            constraint=models.UniqueConstraint(
                condition=models.Q(("series", None)), fields=("year",), name="counter_of_the_house_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="numberingstart",
            constraint=models.CheckConstraint(
                condition=models.Q(("first__gt", models.F("before"))), name="numbers_only_rise"
            ),
        ),
        migrations.AddConstraint(
            model_name="takennumber",
            constraint=models.UniqueConstraint(fields=("counter", "value"), name="number_taken_once"),
        ),
        migrations.RunPython(move_to_counters, move_back),
    ]
