"""Whether the clocks of the database and of this host agree: seen when health is asked, and remembered."""

from cica_portal import clock

_found: list[bool] = []


def agree() -> bool:
    """Look at both clocks, and remember what was found for pages, which ask no database for it."""
    _found[:] = [not clock.are_apart()]
    return _found[0]


def were_apart() -> bool:
    """Tell whether they disagreed when they were last looked at."""
    return _found == [False]
