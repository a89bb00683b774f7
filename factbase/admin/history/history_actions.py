"""The history page of a fact, and the actions offered there: withdraw, merge and revert."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst

from factbase.admin.editing.forms import is_number
from factbase.admin.editing.record_changes import parts_of_page, record_changes
from factbase.admin.permissions import may_publish
from factbase.history.describe import label_row
from factbase.history.row_access import instance_of, latest_row
from factbase.models import Withdrawal
from factbase.models.base import Slugged

from .merge_view import confirm_merge
from .revert_view import confirm_revert
from .withdrawal_views import confirm_withdrawal


class HistoryAdmin(admin.ModelAdmin):
    """The admin of tracked records, with their history and the actions on it."""

    object_history_template = "admin/factbase/history.html"

    def get_urls(self) -> list[URLPattern]:
        name, view = f"factbase_{self.opts.model_name}", self.admin_site.admin_view
        urls = [path("<int:pk>/revert/<int:number>/", view(partial(confirm_revert, self)), name=f"{name}_revert")]
        if issubclass(self.model, Slugged):
            for action, confirm in (("withdraw", confirm_withdrawal), ("merge", confirm_merge)):
                urls.append(path(f"<int:pk>/{action}/", view(partial(self._act, confirm)), name=f"{name}_{action}"))
        return [*urls, *super().get_urls()]

    def _act(self, confirm: Callable[..., HttpResponse], request: HttpRequest, pk: int) -> HttpResponse:
        """Confirm an action on a record, or redirect if the record does not exist any more."""
        fact = self.model._base_manager.filter(pk=pk).first()
        if fact:
            return confirm(self, request, fact)
        self.message_user(request, "This record is no longer in the fact base. Nothing was done.", messages.WARNING)
        return HttpResponseRedirect(reverse(f"admin:factbase_{self.opts.model_name}_history", args=[pk]))

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **options: Any) -> HttpResponse:
        if context["original"] and issubclass(self.model, Slugged) and may_publish(request.user):
            name, pk = f"admin:factbase_{self.opts.model_name}", context["original"].pk
            context["tools"] = [
                ("Withdraw", reverse(f"{name}_withdraw", args=[pk])),
                ("Merge into another", reverse(f"{name}_merge", args=[pk])),
            ]
        return super().render_change_form(request, context, *args, **options)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Show all changes of a record by revision, including a record that was removed.

        It replaces the page of Django's log, which has only the saves made in the admin.
        """
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        pk = int(unquote(object_id)) if is_number(unquote(object_id)) else 0
        last = latest_row(self.model, pk)
        if last is None:
            return super().history_view(request, object_id, extra_context)  # redirects with a message
        record = instance_of(self.model, last)
        context = {
            **self.admin_site.each_context(request),
            "title": f"History of {label_row(self.model, last)}",
            "module_name": capfirst(str(self.opts.verbose_name_plural)),
            "object": record,
            "opts": self.opts,
            "exists": "rev_to" not in last,
            "withdrawal": Withdrawal.objects.filter(kind=self.opts.model_name, object_id=pk).first(),
            "changes": record_changes(record, parts_of_page(self)),
            "may_revert": may_publish(request.user),
            **(extra_context or {}),
        }
        return TemplateResponse(request, self.object_history_template, context)
