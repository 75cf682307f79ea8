import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0002_guards")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="key",
            field=models.UUIDField(null=True, default=uuid.uuid4, editable=False),
        ),
    ]
