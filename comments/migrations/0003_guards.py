from django.db import migrations

from cica_portal.insert_only import guard


class Migration(migrations.Migration):
    dependencies = [("comments", "0002_initial")]

    operations = [
        guard("comments_consultationevent"),
        guard("comments_consultationextension"),
        guard("comments_response"),
        guard("comments_comment"),
        guard("comments_receipt"),
        guard("comments_ledgerentry"),
    ]
