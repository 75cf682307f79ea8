"""The portal of one of several hosts: a folder of its own, and documents on a storage that all share."""

import os

from tests.settings import *  # noqa: F403
from tests.settings import STORAGES

STORAGES["default"] = {
    "BACKEND": "storages.backends.s3.S3Storage",
    "OPTIONS": {
        "bucket_name": "two-hosts",
        "endpoint_url": os.environ["TEST_ENDPOINT"],
        "region_name": "us-east-1",
        "access_key": "portal",
        "secret_key": "its-secret-key",
        "addressing_style": "path",
        "default_acl": None,
        "file_overwrite": False,
    },
}
