from django.urls import path

from trials.benchmarks import floors

urlpatterns = [
    path("rounds/<int:pk>/<str:language>/", floors.text_with_comments),
    path("rounds/<int:pk>/<str:language>/states/", floors.states),
    path("rounds/<int:pk>/<str:language>/comments/", floors.comments),
    path("rounds/<int:pk>/<str:language>/json/", floors.comments_as_json),
    path("rounds/<int:pk>/<str:language>/save/", floors.save),
    path("plans/<int:pk>/edit/<int:start>/", floors.editor),
    path("calendar/", floors.calendar),
    path("calendar/<int:year>/<int:month>/", floors.month),
    path("texts/<int:pk>/save/", floors.save_text),
]
