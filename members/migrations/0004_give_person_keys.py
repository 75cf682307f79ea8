import uuid

from django.db import migrations


def give_keys(apps, schema_editor):
    """Give a key to each person who is there already."""
    User = apps.get_model("members", "User")
    for person in User.objects.only("pk"):
        User.objects.filter(pk=person.pk).update(key=uuid.uuid4())


class Migration(migrations.Migration):
    dependencies = [("members", "0003_person_key")]

    operations = [migrations.RunPython(give_keys, migrations.RunPython.noop)]
