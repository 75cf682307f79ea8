import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from cica_portal.operation import garbage, protections
from cica_portal.web.arrivals import Arrivals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cica_portal.settings")

application = Arrivals(get_wsgi_application())
protections.refuse_own_key(has_key_of_portal=settings.HAS_KEY_OF_PORTAL)

# What every request uses is loaded before the first, and no collection of garbage looks at it again.
import_module(settings.ROOT_URLCONF)
garbage.look_seldom()
