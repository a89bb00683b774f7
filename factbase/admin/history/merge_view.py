"""The pages that merge a fact into another: choose the other fact, see the effect, confirm."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from factbase.admin.editing.forms import ReferenceSelect
from factbase.history.describe import Effect, label_by_id
from factbase.history.merge import merge
from factbase.history.revision import set_revision_info
from factbase.history.row_access import references
from factbase.vocabulary import RevisionKind

from .confirmation import Confirmation, Reason, changes_of, confirm, require_publish_permission
from .withdrawal_views import open_proposals_note


def confirm_merge(page: admin.ModelAdmin, request: HttpRequest, fact: Any) -> HttpResponse:
    """Let the user choose the fact to merge into, then show the effect or, once confirmed, merge."""
    require_publish_permission(request)
    model = type(fact)
    change_page = f"admin:factbase_{model._meta.model_name}_change"
    cancel_url = reverse(change_page, args=[fact.pk])
    target_form = _target_form(page, fact)(request.GET if "into" in request.GET else None)
    if not target_form.is_valid():
        context = {
            **page.admin_site.each_context(request),
            "opts": page.opts,
            "title": f"Merge {label_by_id(model, fact.pk)} into another",
            "form": target_form,
            "cancel_url": cancel_url,
            "media": page.media + target_form.media,
        }
        return TemplateResponse(request, "admin/factbase/merge.html", context)
    target = target_form.cleaned_data["into"]

    def act(reason: Reason) -> Effect:
        set_revision_info(kind=RevisionKind.CORRECTION, **reason)
        return merge(fact, target)

    confirmation = Confirmation(
        title=f"Merge {label_by_id(model, fact.pk)} into {label_by_id(model, target.pk)}",
        button="Merge",
        act=act,
        changes_since=changes_of((model, fact.pk), (model, target.pk)),
        cancel_url=cancel_url,
        success_url=lambda _: reverse(change_page, args=[target.pk]),
        notes=[
            f"The API redirects “{fact.slug}” to “{target.slug}” (308). Filters treat both slugs as one fact.",
            "To undo the merge, revert its revision. This works as long as the merged values are not changed again.",
            *open_proposals_note(model, fact.pk),
        ],
    )
    return confirm(page, request, confirmation)


def _target_form(page: admin.ModelAdmin, fact: Any) -> type[forms.Form]:
    """Return the form that selects the other fact. Any column that refers to the model serves its autocomplete."""
    _, key = next(references(type(fact)))

    class TargetForm(forms.Form):
        into = forms.ModelChoiceField(
            type(fact)._default_manager.exclude(pk=fact.pk),
            label="Into",
            widget=ReferenceSelect(key, page.admin_site),
            help_text="The fact to keep. The fact being merged is removed, and all references to it are moved here.",
            error_messages={"invalid_choice": "Choose another fact of this kind."},
        )

    return TargetForm
