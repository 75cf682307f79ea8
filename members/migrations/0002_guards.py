from django.db import migrations

from cica_portal.database.insert_only import guard, kept, never

# The head goes forward alone, and another hash comes with another entry.
BACKWARDS = (
    "NEW.sequence < OLD.sequence OR NEW.witnessed_sequence < OLD.witnessed_sequence "
    "OR (NEW.sequence = OLD.sequence AND NEW.hash <> OLD.hash)"
)


class Migration(migrations.Migration):
    dependencies = [("members", "0001_initial")]

    operations = [
        guard("members_auditentry"),
        kept("members_audithead"),
        never("members_audithead", BACKWARDS),
        guard("members_delegationentry", when="OLD.hash IS NOT NULL"),
        guard("members_factorreset", when="OLD.ended_at IS NOT NULL"),
        kept("members_factorreset"),
        guard("members_handover", when="OLD.done_at IS NOT NULL OR OLD.ended_at IS NOT NULL"),
        guard("members_housepart"),
        guard("members_installation"),
        guard("members_installationrelease"),
        guard("members_invitation", when="OLD.accepted_at IS NOT NULL OR OLD.revoked_at IS NOT NULL"),
        guard("members_seal"),
    ]
