"""Reports of delivery that were brought to their messages before findings were kept become findings, and States
of open rounds that everything came back from are marked as lost."""

from django.db import migrations
from django.utils import timezone

FATES = {"failed": "lost", "delivered": "proven"}
UNDER_WAY = ["held", "queued", "sending", "unknown"]


def find(apps, schema_editor) -> None:
    DeliveryReport = apps.get_model("notes", "DeliveryReport")
    AddressFinding = apps.get_model("notes", "AddressFinding")
    applied = DeliveryReport.objects.filter(is_applied=True, action__in=sorted(FATES))
    for report in applied.select_related("dispatch").order_by("received_at", "pk"):
        AddressFinding.objects.create(
            address=report.dispatch.address.strip().lower(),
            member_state_id=report.dispatch.member_state_id,
            fate=FATES[report.action],
            dispatch=report.dispatch,
            at=report.received_at,
        )
    mark_lost(apps)


def mark_lost(apps) -> None:
    Addressee = apps.get_model("comments", "Addressee")
    Dispatch = apps.get_model("notes", "Dispatch")
    now = timezone.now()
    unreached = Addressee.objects.filter(
        consultation__status="open", consultation__closes_at__gt=now, reached_at=None
    )
    for addressee in unreached:
        sent = Dispatch.objects.filter(
            note__consultation=addressee.consultation_id, member_state=addressee.member_state_id
        )
        if not sent.filter(status__in=UNDER_WAY).exists():
            Addressee.objects.filter(pk=addressee.pk).update(lost_at=now)


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0021_lost_addressees"),
        ("notes", "0021_address_findings"),
    ]

    # On the way back the table of findings goes as a whole.
    operations = [migrations.RunPython(find, migrations.RunPython.noop)]
