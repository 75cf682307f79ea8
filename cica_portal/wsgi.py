import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from cica_portal.operation import protections
from cica_portal.web.arrivals import Arrivals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cica_portal.settings")

application = Arrivals(get_wsgi_application())
protections.refuse_own_key(has_key_of_portal=settings.HAS_KEY_OF_PORTAL)
