"""One page with everything that the portal's script looks after, for its tests."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template import engines
from django.urls import include, path

import cica_portal.urls

PAGE = """{% extends "base.html" %}{% load portal %}
{% block title %}Script{% endblock %}
{% block heading %}<h1>Script</h1>{% endblock %}
{% block content %}
{% for n in "123" %}
<section id="b-{{ n }}" data-block><p>Block {{ n }}</p>
<article id="c-{{ n }}" data-comment>Comment</article></section>
{% endfor %}
<form method="post" data-guard data-keep="comment">{% csrf_token %}
<label for="text">Text</label><textarea id="text" name="text" data-limit="100">{{ text }}</textarea>
<button type="submit" name="act" value="save">Save</button></form>
<button type="button" data-hx-get="/fragment/" data-hx-target="#fragment">Fetch</button>
<div id="fragment"></div>
<button type="button" id="hostile" data-hx-get="/hostile/" data-hx-target="#fragment">Fetch script</button>
<section id="progress" data-hx-get="/progress/" data-hx-trigger="every 3600s, look" data-hx-swap="outerHTML">
<p role="status">1 of 2 is ready.</p><a href="/first/">First</a><a href="/second/">Second</a></section>
{% endblock %}"""


def script_page(request: HttpRequest) -> HttpResponse:
    text = request.POST.get("text", "")
    if request.method == "POST" and text != "refused":
        messages.success(request, f"Saved by {request.POST['act']}: {text}")
        return redirect("/script/")
    return HttpResponse(engines["django"].from_string(PAGE).render({"text": text}, request))


def fragment(request: HttpRequest) -> HttpResponse:
    return HttpResponse('<p id="fetched">Fetched</p>')


def hostile(request: HttpRequest) -> HttpResponse:
    return HttpResponse('<p id="fetched">Bad</p><script>document.title = "taken over"</script>')


def progress(request: HttpRequest) -> HttpResponse:
    return HttpResponse(
        '<section id="progress"><p role="status">Both are ready.</p><a href="/new/">New</a>'
        '<a href="/first/">First</a><a href="/second/">Second</a></section>'
    )


urlpatterns = [
    path("script/", script_page),
    path("fragment/", fragment),
    path("hostile/", hostile),
    path("progress/", progress),
    path("", include(cica_portal.urls)),
]
