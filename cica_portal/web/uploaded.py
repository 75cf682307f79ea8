"""What is said to who uploads a file that has more in it than it shows."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from cica_portal import uploads


def tell(request: HttpRequest, *files: uploads.Admitted | None) -> None:
    """Say of each file that came what it has beside what it shows, and that its readers see it."""
    for file in files:
        if file is None or not file.carries:
            continue
        # Translators: name is the name of a file; things names what it carries, as “tracked changes”
        said = _(
            "“%(name)s” contains: %(things)s. Everyone who can open the file is told so. If this should not "
            "be passed on, upload a file without it."
        )
        messages.warning(request, said % {"name": file.name, "things": uploads.named(file.carries)})
