import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from cica_portal.database.insert_only import guard


class Migration(migrations.Migration):

    dependencies = [
        ('notes', '0002_guards'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='VoidNumber',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField()),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('note', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='voiding', to='notes.verbalnote')),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        guard("notes_voidnumber"),
    ]
