"""Files on an S3-compatible storage: a real server of that kind, on loopback."""

import warnings

import boto3
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from moto.server import ThreadedMotoServer

from cica_portal.operation.whole_files import save_whole
from documents import renders
from documents.models import Document
from tests.factories import members, notes

pytestmark = [
    pytest.mark.django_db,
    # The libraries of the storage still use what Python will drop.
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
KEYS = {"access_key": "portal", "secret_key": "its-secret-key"}


@pytest.fixture(scope="module")
def endpoint():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        server.start()
        host, port = server.get_host_and_port()
        yield f"http://{host}:{port}"
        server.stop()


@pytest.fixture
def bucket(endpoint, settings):
    """Let the portal keep its files in an empty bucket; return what reads it by itself."""
    client = boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id=KEYS["access_key"],
        aws_secret_access_key=KEYS["secret_key"],
    )
    client.create_bucket(Bucket="portal")
    options = {
        "bucket_name": "portal", "endpoint_url": endpoint, "region_name": "us-east-1", **KEYS,
        "addressing_style": "path", "default_acl": None, "querystring_auth": True, "file_overwrite": False,
    }  # fmt: skip
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
    }
    yield client
    for found in client.list_objects_v2(Bucket="portal").get("Contents", []):
        client.delete_object(Bucket="portal", Key=found["Key"])
    client.delete_bucket(Bucket="portal")


def keys(client) -> list[str]:
    return [one["Key"] for one in client.list_objects_v2(Bucket="portal").get("Contents", [])]


def test_a_file_is_put_whole_and_none_takes_the_place_of_another(bucket):
    first = save_whole(default_storage, "documents/a.pdf", b"first")
    second = save_whole(default_storage, "documents/a.pdf", b"second")

    assert first == "documents/a.pdf" != second
    assert [default_storage.open(name).read() for name in (first, second)] == [b"first", b"second"]
    assert sorted(keys(bucket)) == sorted([first, second])


def test_a_document_is_kept_there_and_read_by_a_person(bucket, client):
    note = notes.prepared(rendered=False)
    document = Document.objects.filter(status="wanted").first()
    renders.keep(document, notes.PDF, 3, at=notes.AT)

    [stored] = keys(bucket)
    assert stored == document.file.name
    assert bucket.get_object(Bucket="portal", Key=stored)["Body"].read() == notes.PDF
    client.force_login(members.officer())
    url = reverse("plans:paper-detail", args=[note.paper.slug])
    assert client.get(url).status_code == 200
    with document.file.open("rb") as file:
        assert file.read() == notes.PDF


def test_nobody_reads_a_file_without_the_portal(bucket, endpoint):
    save_whole(default_storage, "documents/a.pdf", b"secret")

    acl = bucket.get_object_acl(Bucket="portal", Key="documents/a.pdf")
    assert {grant["Grantee"]["Type"] for grant in acl["Grants"]} == {"CanonicalUser"}


def test_an_upload_is_kept_read_and_discarded(bucket):
    name = default_storage.save("uploads/a.docx", ContentFile(b"words"))
    with default_storage.open(name, "rb") as file:
        assert file.read() == b"words"

    default_storage.delete(name)

    assert keys(bucket) == []
