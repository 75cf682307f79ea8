import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from cica_portal.operation import protections
from cica_portal.web.arrivals import Arrivals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cica_portal.settings")

application = Arrivals(get_wsgi_application())
protections.refuse_own_key(has_key_of_portal=settings.HAS_KEY_OF_PORTAL)

# What every request uses is loaded before the first, and no collection of garbage looks at it again: each
# that did took some request 0.1 s.
import_module(settings.ROOT_URLCONF)
gc.collect()
gc.freeze()
# What requests make is looked through a fourth as often: up to a tenth of a page, for 2 MiB (11 at 10,000).
gc.set_threshold(3_000, 10, 10)
