from cica_portal.celery import app as celery_app
