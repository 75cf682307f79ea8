import hashlib
import json

from django.db import migrations


def complete(apps, schema_editor):
    """Say of each earlier remark which operation it meant, and give it its hash.

    Nothing that a State wrote is changed: both follow from what stands in the row.
    """
    for name in ("Comment", "DraftComment"):
        model = apps.get_model("comments", name)
        for row in model.objects.order_by().iterator():
            said = {
                "block_key": str(row.block_key) if row.block_key else None,
                "type": row.type,
                "language": row.language,
                "remark": row.remark,
                "proposed_text": row.proposed_text,
                "rationale": row.rationale,
            }
            text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            model.objects.filter(pk=row.pk).update(
                operation="MOD" if row.proposed_text else "NOC",
                sha256=hashlib.sha256(text.encode()).hexdigest(),
            )


class Migration(migrations.Migration):
    dependencies = [("comments", "0005_operations")]

    operations = [migrations.RunPython(complete, migrations.RunPython.noop)]
