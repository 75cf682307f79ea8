from django.db import migrations

from cica_portal.database.insert_only import fixed, guard, kept, never

# That a delegation opened the note is never taken back, and neither is when and by whom.
OPENED_OTHERWISE = (
    "OLD.opened_at IS NOT NULL AND (NEW.opened_at IS NULL OR NEW.opened_at <> OLD.opened_at "
    "OR NEW.opened_by_id IS NULL OR NEW.opened_by_id <> OLD.opened_by_id)"
)
# A deadline moves only as an extension says that was written before it.
MOVED = (
    "(OLD.closes_at <> NEW.closes_at OR OLD.respond_by <> NEW.respond_by) AND NOT EXISTS ("
    "SELECT 1 FROM comments_consultationextension moved WHERE moved.consultation_id = NEW.id "
    "AND moved.old_closes_at = OLD.closes_at AND moved.new_closes_at = NEW.closes_at "
    "AND moved.new_respond_by = NEW.respond_by)"
)


class Migration(migrations.Migration):
    dependencies = [("comments", "0001_initial")]

    operations = [
        guard("comments_acceptance"),
        guard("comments_acceptanceundone"),
        guard("comments_acknowledgement"),
        kept("comments_addressee"),
        fixed("comments_addressee", ["consultation_id", "member_state_id"]),
        never("comments_addressee", OPENED_OTHERWISE),
        guard("comments_answersrelease"),
        guard("comments_attachment", when="OLD.filed_at IS NOT NULL"),
        guard("comments_clarification"),
        guard("comments_comment"),
        guard("comments_compilationrelease"),
        guard("comments_consultation", when="OLD.status <> 'open'"),
        kept("comments_consultation"),
        fixed("comments_consultation", ["revision_id", "reference", "opens_at", "time_zone"]),
        never("comments_consultation", MOVED),
        guard("comments_consultationevent"),
        guard("comments_consultationextension"),
        guard("comments_disposition"),
        guard("comments_dispositionundone"),
        guard("comments_enteredresponse", when="OLD.status IN ('confirmed', 'discarded')"),
        guard("comments_filedattachment"),
        guard("comments_grant"),
        guard("comments_heldclosing", when="OLD.decision <> ''"),
        kept("comments_heldclosing"),
        fixed("comments_heldclosing", ["consultation_id", "closes_at", "away_since", "held_at"]),
        guard("comments_ledgeraddendum"),
        guard("comments_ledgerentry"),
        guard("comments_message"),
        guard("comments_messagewithdrawal"),
        guard("comments_noreplyneeded"),
        guard("comments_outcomeconfirmation"),
        guard("comments_papernote"),
        guard("comments_reaction"),
        guard("comments_receipt"),
        guard("comments_response"),
        guard("comments_timerequest", when="OLD.status <> 'asked'"),
        kept("comments_timerequest"),
    ]
