"""The comments of SQLite's stores of words get numbers, beside what they are put in order by.

The stores themselves are made after the migrations (search/stores.py), those of a former version anew. This
step, as every later one of its kind, is there so that a database of that version is migrated.
"""

from django.db import migrations

# The hash of what keeps the stores (`stores.fingerprint`) as this version has it.
KEPT_BY = "d4738db3d499027f29c631f19284a8dfff34b8c96e28ab3b3b6978149be81e02"


class Migration(migrations.Migration):
    dependencies = [("search", "0002_stored_words")]

    operations = []
