"""The URLs of the service with the probe version mounted beside version 1."""

from django.urls import include, path

from factbase.project.urls import handler400, handler404, handler500
from factbase.project.urls import urlpatterns as service

__all__ = ["handler400", "handler404", "handler500", "urlpatterns"]

urlpatterns = [path("api/probe/", include("tests.api.probe.urls")), *service]
