import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from cica_portal.database.insert_only import fixed, guard, kept

# What was entered may be confirmed or discarded, and is never changed.
AS_ENTERED = [
    "consultation_id",
    "correspondent_id",
    "channel",
    "register_number",
    "block_keys",
    "language",
    "text",
    "received_on",
    "request_key",
    "by_id",
    "at",
]


class Migration(migrations.Migration):

    dependencies = [
        ('comments', '0006_silence'),
        ('members', '0002_guards'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='OutsideRemark',
            fields=[
                ('at', models.DateTimeField()),
                ('channel', models.CharField(choices=[('portal', 'in the portal'), ('note', 'by note'), ('mail', 'by mail')], default='portal', max_length=10)),
                ('register_number', models.CharField(blank=True, db_index=True, max_length=60)),
                ('source', models.JSONField(blank=True, null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('block_keys', models.JSONField(blank=True, default=list)),
                ('language', models.CharField(choices=[('en', 'English'), ('ru', 'Русский'), ('kk', 'Қазақша')], max_length=2, verbose_name='language')),
                ('text', models.TextField()),
                ('received_on', models.DateField()),
                ('status', models.CharField(choices=[('drafted', 'being entered'), ('submitted', 'awaiting confirmation'), ('confirmed', 'confirmed'), ('discarded', 'discarded')], default='submitted', max_length=20)),
                ('request_key', models.UUIDField(unique=True)),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='outside_remarks', to='comments.consultation')),
                ('correspondent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.correspondent')),
            ],
            options={
                'ordering': ['correspondent__protocol_name', 'received_on', 'at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='OutsideRelease',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('remark', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='release', to='comments.outsideremark')),
            ],
            options={
                'ordering': ['at', 'pk'],
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='outsideremark',
            constraint=models.CheckConstraint(condition=models.Q(('channel__in', ['note', 'mail']), models.Q(('text', ''), _negated=True)), name='outside_remark_by_note_or_mail'),
        ),
        guard("comments_outsideremark", when="OLD.status IN ('confirmed', 'discarded')"),
        kept("comments_outsideremark"),
        fixed("comments_outsideremark", AS_ENTERED),
        guard("comments_outsiderelease"),
    ]
