import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0019_protocol_order"),
    ]

    # A column that may be empty is added without building the table anew: its guard stays.
    operations = [
        migrations.AddField(
            model_name="consultationextension",
            name="replaces",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by",
                to="comments.consultationextension",
            ),
        ),
    ]
