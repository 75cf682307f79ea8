import os

from django.core.wsgi import get_wsgi_application

from cica_portal.web.arrivals import Arrivals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cica_portal.settings")

application = Arrivals(get_wsgi_application())
