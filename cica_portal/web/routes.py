"""A row of urls.py: an address, the page or act behind it, and the name by which others lead there."""

from django.urls import URLPattern, path
from django.views import View


def page(address: str, view: type[View], name: str) -> URLPattern:
    return path(address, view.as_view(), name=name)
