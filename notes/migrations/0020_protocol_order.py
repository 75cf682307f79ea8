from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("notes", "0019_lists_of_participants"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="dispatch",
            options={"ordering": ["note", "member_state__protocol_name", "address"]},
        ),
    ]
