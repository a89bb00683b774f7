"""The URLs of the probe version."""

from django.urls import path

from . import views

app_name = "probe"
urlpatterns = [
    path("processes/", views.ProcessList.as_view(), name="process-list"),
    path("processes/<slug:slug>/", views.ProcessDetail.as_view(), name="process-detail"),
]
