"""The root URL configuration: the welcome page, the admin and the API."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import TemplateView

urlpatterns = [
    path("", TemplateView.as_view(template_name="welcome.html"), name="welcome"),
    path("admin/", admin.site.urls),
    path("api/", include("api.urls")),
]

handler400 = "api.http.problems.bad_request"
handler404 = "api.http.problems.not_found"
handler500 = "api.http.problems.server_error"
