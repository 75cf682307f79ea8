from django.urls import path

from members import views

app_name = "members"

urlpatterns = [
    path("language/", views.LanguageSet.as_view(), name="language-set"),
    path("states/", views.StateList.as_view(), name="state-list"),
    path("delegation/", views.Delegation.as_view(), name="delegation"),
]
