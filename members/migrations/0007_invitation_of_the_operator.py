import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from cica_portal.database.insert_only import guard_again

FROZEN = "OLD.accepted_at IS NOT NULL OR OLD.revoked_at IS NOT NULL"


class Migration(migrations.Migration):
    dependencies = [("members", "0006_correspondents")]

    operations = [
        guard_again("members_invitation", when=FROZEN),
        migrations.AlterField(
            model_name="invitation",
            name="invited_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        guard_again("members_invitation", when=FROZEN),
    ]
