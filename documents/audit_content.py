"""Which rows of the app are official, and from when on: they are sealed in the record of acts (rule 40)."""

from django.db.models import Q

from documents.enums import DocumentStatus
from documents.models import Document
from members.audit.seals import Official

OFFICIAL = [Official(Document, Q(status=DocumentStatus.STORED), file="file", file_sha256="sha256")]
