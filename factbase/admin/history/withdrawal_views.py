"""Withdrawing facts, and the list of those withdrawn: what each was, why it went, and how it comes back."""

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst

from factbase.admin.editing.forms import is_number
from factbase.admin.editing.record_changes import PartChange, in_words, shown
from factbase.admin.permissions import may_publish
from factbase.history.describe import by_whom, called, known, title
from factbase.history.revision import describe_revision
from factbase.history.row_access import Values, versions, with_parts
from factbase.history.withdraw import restore, withdraw
from factbase.models import ProposedChange, Withdrawal
from factbase.vocabulary import RevisionKind

from .confirmation import Confirmation, Effect, Why, changes_of, confirm


def confirm_withdrawal(page: admin.ModelAdmin, request: HttpRequest, fact: Any) -> HttpResponse:
    """Ask whether a fact shall be withdrawn, and withdraw it."""
    model = type(fact)

    def act(why: Why) -> Effect:
        describe_revision(kind=RevisionKind.WITHDRAWAL, **why)
        return Effect(withdraw(fact, why["reason"]))

    def then(_: int) -> str:
        withdrawal = Withdrawal.objects.of(model).get(object_id=fact.pk)
        return reverse("admin:factbase_withdrawal_change", args=[withdrawal.pk])

    name = called(model, known(model, fact.pk) or {})
    question = Confirmation(
        title=f"Withdraw {name}",
        button="Withdraw",
        act=act,
        newer=changes_of((model, fact.pk)),
        back=reverse(f"admin:factbase_{model._meta.model_name}_change", args=[fact.pk]),
        then=then,
        notes=[
            "The API answers 410 Gone in its place, with your note as the reason; at earlier revisions it is there.",
            "Its slug stays its own. It can be restored from the list of withdrawn facts.",
            *waiting(model, fact.pk),
        ],
        opts=page.opts,
    )
    return confirm(request, page.admin_site, question)


def waiting(model: type[models.Model], pk: int) -> list[str]:
    """What becomes of the changes that are proposed to a fact that goes."""
    number = ProposedChange.objects.open().of(str(model._meta.model_name), pk).count()
    return [f"Proposed changes of it that wait: {number}. They can then only be read and discarded."] if number else []


@admin.register(Withdrawal)
class WithdrawalAdmin(admin.ModelAdmin):
    """Withdrawn facts, to read and to restore."""

    list_display = ("title", "kind", "slug", "reason")
    list_filter = ("kind",)
    search_fields = ("slug", "reason")
    search_help_text = "A slug, or words of the reason."
    list_per_page = 50
    show_full_result_count = False
    actions = None

    @admin.display(description="fact")
    def title(self, withdrawal: Withdrawal) -> str:
        return title(_model(withdrawal), withdrawal.object_id)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.restore_view)
        return [path("<int:pk>/restore/", view, name="factbase_withdrawal_restore"), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The fact as it was."""
        found = Withdrawal.objects.filter(pk=object_id).first() if is_number(object_id) else None
        if found is None or not self.has_view_permission(request, found):
            return super().change_view(request, object_id, form_url, extra_context)
        model = _model(found)
        stood = versions(model, id=found.object_id)
        if not stood:  # withdrawn before this base was made: all that is known is the word about it
            return super().change_view(request, object_id, form_url, extra_context)
        last = stood[-1]
        parts = [
            f"{capfirst(str(part._meta.verbose_name))}: {_in_words(part, row, found)}"
            for part, ids in with_parts(model, [found.object_id], at=last["rev_to"] - 1)
            for row in (versions(part, id__in=ids, rev_to=last["rev_to"]) if part is not model else ())
        ]
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"Withdrawn {model._meta.verbose_name}",
            "withdrawal": found,
            "when": by_whom(last["rev_to"]),
            "number": last["rev_to"],
            "fields": [
                (capfirst(str(column.verbose_name)), shown(column, last[column.attname]))
                for column in model._meta.local_concrete_fields
                if column.editable and not column.primary_key and last[column.attname] not in (None, "")
            ],
            "parts": parts,
            "history": reverse(f"admin:factbase_{found.kind}_history", args=[found.object_id]),
            "may_restore": may_publish(request.user),
        }
        return TemplateResponse(request, "admin/factbase/withdrawn.html", context)

    def restore_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask whether the fact shall be restored, and restore it."""
        found = Withdrawal.objects.filter(pk=pk).first()
        if found is None:
            raise Http404("This is not withdrawn, or not any more.")
        model = _model(found)
        row = known(model, found.object_id)

        def act(why: Why) -> Effect:
            describe_revision(kind=RevisionKind.CORRECTION, **why)
            return Effect(restore(found.kind, found.object_id))

        question = Confirmation(
            title=f"Restore {called(model, row) if row else found}",
            button="Restore",
            act=act,
            newer=changes_of((model, found.object_id)),
            back=reverse("admin:factbase_withdrawal_change", args=[found.pk]),
            then=lambda _: reverse(f"admin:factbase_{found.kind}_change", args=[found.object_id]),
            notes=["The API shows it again, under the slug that it had."],
            opts=self.opts,
        )
        return confirm(request, self.admin_site, question)


def _model(withdrawal: Withdrawal) -> type[models.Model]:
    return apps.get_model("factbase", withdrawal.kind)


def _in_words(model: type[models.Model], row: Values, withdrawal: Withdrawal) -> str:
    """All that a row says, but for the fact that it belonged to."""
    columns = model._meta.local_concrete_fields
    fact = (_model(withdrawal), withdrawal.object_id)
    belongs = next((c.attname for c in columns if (c.related_model, row[c.attname]) == fact), "")
    return in_words(
        model(**{column.attname: row[column.attname] for column in columns}), PartChange(model, belongs, "")
    )
