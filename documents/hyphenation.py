"""Where Kazakh words are parted at the end of a line: the renderer's dictionaries have no Kazakh one."""

import pyphen
from django.conf import settings

KAZAKH = settings.BASE_DIR / "documents" / "data" / "hyph_kk.dic"


def teach() -> None:
    """Give the renderer the Kazakh dictionary, once in a process."""
    pyphen.LANGUAGES["kk"] = KAZAKH
    pyphen.LANGUAGES_LOWERCASE["kk"] = "kk"
