from django.db import migrations

from cica_portal.alphabet import latin_key


def give_names(apps, schema_editor):
    """Give the States that are there already their place in protocol order."""
    MemberState = apps.get_model("members", "MemberState")
    for state in MemberState.objects.only("pk", "name_en", "name"):
        name = latin_key(state.name_en or state.name)
        MemberState.objects.filter(pk=state.pk).update(protocol_name=name)


class Migration(migrations.Migration):
    dependencies = [("members", "0009_state_protocol_name")]

    operations = [migrations.RunPython(give_names, migrations.RunPython.noop)]
