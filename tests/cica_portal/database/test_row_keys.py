"""Keys of rows are made once in a process, however they are read."""

import uuid

import pytest
from django.db import connection

from cica_portal.database import composed
from members.models import User
from tests.factories import members

pytestmark = pytest.mark.django_db


def test_what_is_composed_once_reads_the_same_key_each_time():
    user = members.officer()

    def key():
        (found,) = composed.rows("keys", lambda: User.objects.order_by().values_list("key", flat=True))
        return found

    assert key() == user.key
    assert key() is key()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has keys as text")
def test_whatever_is_read_from_postgresql_has_the_same_key_each_time():
    written = uuid.uuid4()

    def read(text):
        with connection.cursor() as cursor:
            cursor.execute("SELECT CAST(%s AS uuid)", [text])
            return cursor.fetchone()[0]

    assert read(str(written)) == written
    assert read(str(written)) is read(str(written))
    assert read(None) is None
