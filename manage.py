#!/usr/bin/env python3
import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import OperationalError

from cica_portal.operation import unreachable

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cica_portal.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        print(f"The portal is not configured: {error}", file=sys.stderr)
        sys.exit(2)
    except OperationalError as error:
        sentence = unreachable.sentence(error)
        if not sentence or "--traceback" in sys.argv:
            raise
        print(sentence, file=sys.stderr)
        sys.exit(1)
