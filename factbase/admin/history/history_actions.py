"""What can be done with a fact beside editing it: to withdraw it, to merge it, to read its history and revert."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst

from factbase.admin.editing.forms import is_number
from factbase.admin.editing.record_changes import PartChange, changes
from factbase.admin.permissions import may_publish
from factbase.history.describe import called, known
from factbase.models import Withdrawal
from factbase.models.base import Slugged

from .merge_view import confirm_merge
from .revert_view import confirm_revert
from .withdrawal_views import confirm_withdrawal


class Recorded(admin.ModelAdmin):
    """The admin of what has a history."""

    object_history_template = "admin/factbase/history.html"

    @property
    def parts(self) -> list[PartChange]:
        """The rows that are edited on the record's page."""
        raise NotImplementedError

    def get_urls(self) -> list[URLPattern]:
        name, view = f"factbase_{self.opts.model_name}", self.admin_site.admin_view
        urls = [path("<int:pk>/revert/<int:number>/", view(self.revert_view), name=f"{name}_revert")]
        if issubclass(self.model, Slugged):
            urls += [
                path("<int:pk>/withdraw/", view(self.withdraw_view), name=f"{name}_withdraw"),
                path("<int:pk>/merge/", view(self.merge_view), name=f"{name}_merge"),
            ]
        return [*urls, *super().get_urls()]

    def withdraw_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        fact = self.model._base_manager.filter(pk=pk).first()
        if fact is None:
            return self._nothing_done(request, pk)
        return confirm_withdrawal(self, request, fact)

    def merge_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        fact = self.model._base_manager.filter(pk=pk).first()
        if fact is None:
            return self._nothing_done(request, pk)
        return confirm_merge(self, request, fact)

    def revert_view(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        return confirm_revert(self, request, pk, number)

    def _nothing_done(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.message_user(request, "It is not in the base any more: nothing was done now.", messages.WARNING)
        return HttpResponseRedirect(reverse(f"admin:factbase_{self.opts.model_name}_history", args=[pk]))

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **options: Any) -> HttpResponse:
        if context["original"] and issubclass(self.model, Slugged) and may_publish(request.user):
            name, pk = f"admin:factbase_{self.opts.model_name}", context["original"].pk
            context["tools"] = [
                ("Withdraw", reverse(f"{name}_withdraw", args=[pk])),
                ("Merge into another", reverse(f"{name}_merge", args=[pk])),
            ]
        return super().render_change_form(request, context, *args, **options)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """All that was changed, revision by revision, in place of Django's log, which knows the admin's saves only.

        Also of a fact that is not in the base any more.
        """
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        pk = int(unquote(object_id)) if is_number(unquote(object_id)) else 0
        last = known(self.model, pk)
        if last is None:
            return super().history_view(request, object_id, extra_context)  # which knows what to do
        record = self.model(**{field.attname: last[field.attname] for field in self.model._meta.local_concrete_fields})
        context = {
            **self.admin_site.each_context(request),
            "title": f"History of {called(self.model, last)}",
            "module_name": capfirst(str(self.opts.verbose_name_plural)),
            "object": record,
            "opts": self.opts,
            "is_there": "rev_to" not in last,
            "withdrawal": Withdrawal.objects.filter(kind=self.opts.model_name, object_id=pk).first(),
            "changes": changes(record, self.parts),
            "may_revert": may_publish(request.user),
            **(extra_context or {}),
        }
        return TemplateResponse(request, self.object_history_template, context)
