from django.db import migrations

from cica_portal.database.insert_only import guard, kept


class Migration(migrations.Migration):
    dependencies = [("comments", "0002_initial")]

    operations = [
        guard("comments_acceptance"),
        guard("comments_acknowledgement"),
        guard("comments_answersrelease"),
        guard("comments_attachment", when="OLD.filed_at IS NOT NULL"),
        guard("comments_clarification"),
        guard("comments_comment"),
        guard("comments_compilationrelease"),
        guard("comments_consultationevent"),
        guard("comments_consultationextension"),
        guard("comments_disposition"),
        guard("comments_filedattachment"),
        guard("comments_grant"),
        guard("comments_ledgeraddendum"),
        guard("comments_ledgerentry"),
        guard("comments_message"),
        guard("comments_messagewithdrawal"),
        guard("comments_outcomeconfirmation"),
        guard("comments_reaction"),
        guard("comments_receipt"),
        guard("comments_response"),
        kept("comments_consultation"),
    ]
