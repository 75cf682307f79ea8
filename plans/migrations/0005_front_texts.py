from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('plans', '0004_effective_at'),
    ]

    operations = [
        migrations.AddField(
            model_name='meetingitem',
            name='decision_of',
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='meetingitem',
            name='front_texts',
            field=models.JSONField(blank=True, null=True),
        ),
    ]
