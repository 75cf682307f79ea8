from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0018_offline_forms"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="addressee",
            options={"ordering": ["member_state__protocol_name"]},
        ),
        migrations.AlterModelOptions(
            name="ledgerentry",
            options={"ordering": ["member_state__protocol_name"]},
        ),
        migrations.AlterModelOptions(
            name="response",
            options={"ordering": ["consultation", "member_state__protocol_name", "version"]},
        ),
    ]
