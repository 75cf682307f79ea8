from django.urls import path

from search import views

app_name = "search"

urlpatterns = [
    path("", views.Find.as_view(), name="find"),
    path("suggestions/", views.Suggestions.as_view(), name="suggestions"),
]
