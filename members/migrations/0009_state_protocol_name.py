from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0008_feed_keys")]

    operations = [
        migrations.AddField(
            "memberstate", "protocol_name", models.CharField(default="", editable=False, max_length=100)
        ),
        migrations.AlterModelOptions("memberstate", {"ordering": ["protocol_name", "code"]}),
        migrations.AlterModelOptions(
            "stateaddress", {"ordering": ["member_state__protocol_name", "kind", "pk"]}
        ),
    ]
