from django.urls import path

from dashboard.views import feeds

app_name = "dashboard"

urlpatterns = [
    path("account/calendars/", feeds.Subscriptions.as_view(), name="subscriptions"),
    path("feeds/<slug:token>.atom", feeds.Feed.as_view(), name="feed"),
]
