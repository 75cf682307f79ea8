from django.db import migrations, models

from cica_portal.database.insert_only import guard_again


class Migration(migrations.Migration):

    dependencies = [
        ('comments', '0003_given_up'),
    ]

    operations = [
        guard_again("comments_compilationrelease"),
        migrations.AddField(
            model_name='compilationrelease',
            name='reason',
            field=models.TextField(blank=True),
        ),
        guard_again("comments_compilationrelease"),
    ]
