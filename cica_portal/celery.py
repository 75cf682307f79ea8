import os

from celery import Celery

from cica_portal.operation import message_files

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cica_portal.settings")

message_files.register()

app = Celery("cica_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
