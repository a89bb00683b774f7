"""The pages that withdraw a fact, list the withdrawn facts, show one as it was, and restore it."""

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst

from factbase.admin.editing.forms import is_number
from factbase.admin.editing.record_changes import RecordPart, describe_row, format_value
from factbase.admin.permissions import may_publish
from factbase.admin.read_only_admin import ReadOnlyAdmin
from factbase.history.describe import Effect, label_row, summarize_revision, title
from factbase.history.revision import set_revision_info
from factbase.history.row_access import Values, instance_of, latest_row, versions, with_parts
from factbase.history.withdraw import restore, withdraw
from factbase.models import ProposedChange, Withdrawal
from factbase.vocabulary import RevisionKind

from .confirmation import Confirmation, Reason, changes_of, confirm


def confirm_withdrawal(page: admin.ModelAdmin, request: HttpRequest, fact: Any) -> HttpResponse:
    """Show the effect of withdrawing a fact or, once confirmed, withdraw it."""
    model = type(fact)

    def act(reason: Reason) -> Effect:
        set_revision_info(kind=RevisionKind.WITHDRAWAL, **reason)
        return Effect(withdraw(fact, reason["reason"]))

    def success_url(_: int) -> str:
        withdrawal = Withdrawal.objects.get(kind=model._meta.model_name, object_id=fact.pk)
        return reverse("admin:factbase_withdrawal_change", args=[withdrawal.pk])

    confirmation = Confirmation(
        title=f"Withdraw {label_row(model, latest_row(model, fact.pk) or {})}",
        button="Withdraw",
        act=act,
        changes_since=changes_of((model, fact.pk)),
        cancel_url=reverse(f"admin:factbase_{model._meta.model_name}_change", args=[fact.pk]),
        success_url=success_url,
        notes=[
            "The API answers 410 Gone for it, with your note as the reason. Earlier revisions still show it.",
            "Its slug stays reserved. The fact can be restored from the list of withdrawals.",
            *open_proposals_note(model, fact.pk),
        ],
    )
    return confirm(page, request, confirmation)


def open_proposals_note(model: type[models.Model], pk: int) -> list[str]:
    """Return a note on the open proposals to change a fact that is to be removed; empty if there are none."""
    count = ProposedChange.objects.open().of(str(model._meta.model_name), pk).count()
    return [f"Open proposed changes to it: {count}. Afterwards they can only be read and discarded."] if count else []


@admin.register(Withdrawal)
class WithdrawalAdmin(ReadOnlyAdmin):
    """Withdrawn facts, which can be read and restored."""

    list_display = ("title", "kind", "slug", "reason")
    list_filter = ("kind",)
    search_fields = ("slug", "reason")
    search_help_text = "Search by slug or by words of the reason."

    @admin.display(description="fact")
    def title(self, withdrawal: Withdrawal) -> str:
        return title(_model(withdrawal), withdrawal.object_id)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.restore_view)
        return [path("<int:pk>/restore/", view, name="factbase_withdrawal_restore"), *super().get_urls()]

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **options: Any) -> HttpResponse:
        """Show the fact with the values that it had when it was withdrawn."""
        withdrawal = Withdrawal.objects.filter(pk=object_id).first() if is_number(object_id) else None
        if withdrawal is None or not self.has_view_permission(request, withdrawal):
            return super().change_view(request, object_id, *args, **options)
        model = _model(withdrawal)
        rows = versions(model, id=withdrawal.object_id)
        if not rows:  # withdrawn before this database was made: only the withdrawal itself is known
            return super().change_view(request, object_id, *args, **options)
        last = rows[-1]
        parts = [
            f"{capfirst(str(part._meta.verbose_name))}: {_describe_part(part, row, withdrawal)}"
            for part, ids in with_parts(model, [withdrawal.object_id], at=last["rev_to"] - 1)
            for row in (versions(part, id__in=ids, rev_to=last["rev_to"]) if part is not model else ())
        ]
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"Withdrawn {model._meta.verbose_name}",
            "withdrawal": withdrawal,
            "revision": summarize_revision(last["rev_to"]),
            "number": last["rev_to"],
            "fields": [
                (capfirst(str(column.verbose_name)), format_value(column, last[column.attname]))
                for column in model._meta.local_concrete_fields
                if column.editable and not column.primary_key and last[column.attname] not in (None, "")
            ],
            "parts": parts,
            "history": reverse(f"admin:factbase_{withdrawal.kind}_history", args=[withdrawal.object_id]),
            "may_restore": may_publish(request.user),
        }
        return TemplateResponse(request, "admin/factbase/withdrawn.html", context)

    def restore_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the effect of restoring the fact or, once confirmed, restore it."""
        withdrawal = Withdrawal.objects.filter(pk=pk).first()
        if withdrawal is None:
            raise Http404("This fact is not withdrawn.")
        kind, object_id, model = withdrawal.kind, withdrawal.object_id, _model(withdrawal)
        row = latest_row(model, object_id)

        def act(reason: Reason) -> Effect:
            set_revision_info(kind=RevisionKind.CORRECTION, **reason)
            return Effect(restore(kind, object_id))

        confirmation = Confirmation(
            title=f"Restore {label_row(model, row) if row else withdrawal}",
            button="Restore",
            act=act,
            changes_since=changes_of((model, object_id)),
            cancel_url=reverse("admin:factbase_withdrawal_change", args=[pk]),
            success_url=lambda _: reverse(f"admin:factbase_{kind}_change", args=[object_id]),
            notes=["The API shows it again, under its former slug."],
        )
        return confirm(self, request, confirmation)


def _model(withdrawal: Withdrawal) -> type[models.Model]:
    return apps.get_model("factbase", withdrawal.kind)


def _describe_part(model: type[models.Model], row: Values, withdrawal: Withdrawal) -> str:
    """Return the values of a part's row as text, without the reference to the withdrawn fact."""
    columns = model._meta.local_concrete_fields
    fact = (_model(withdrawal), withdrawal.object_id)
    parent = next((column.attname for column in columns if (column.related_model, row[column.attname]) == fact), "")
    return describe_row(instance_of(model, row), RecordPart(model, parent, ""))
