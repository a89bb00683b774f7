"""Merging a fact into another: choosing the other, seeing what will happen, confirming it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from factbase.admin.editing.forms import Completing
from factbase.history.describe import named
from factbase.history.merge import merge
from factbase.history.revision import describe_revision
from factbase.history.row_access import references
from factbase.vocabulary import RevisionKind

from .confirmation import Confirmation, Effect, Why, changes_of, confirm, require_publishing
from .withdrawal_views import waiting


def confirm_merge(page: admin.ModelAdmin, request: HttpRequest, fact: Any) -> HttpResponse:
    """Ask into which other fact this one shall be merged, then whether it shall, and merge it."""
    require_publishing(request)
    model = type(fact)
    back = reverse(f"admin:factbase_{model._meta.model_name}_change", args=[fact.pk])
    choice = _choice(page, fact)(request.GET if "into" in request.GET else None)
    if not choice.is_valid():
        context = {
            **page.admin_site.each_context(request),
            "opts": page.opts,
            "title": f"Merge {named(model, fact.pk)} into another",
            "form": choice,
            "back": back,
            "media": page.media + choice.media,
        }
        return TemplateResponse(request, "admin/factbase/merge.html", context)
    into = choice.cleaned_data["into"]

    def act(why: Why) -> Effect:
        describe_revision(kind=RevisionKind.CORRECTION, **why)
        merged = merge(fact, into)
        return Effect(merged.done, merged.lost)

    question = Confirmation(
        title=f"Merge {named(model, fact.pk)} into {named(model, into.pk)}",
        button="Merge",
        act=act,
        newer=changes_of((model, fact.pk), (model, into.pk)),
        back=back,
        then=lambda _: reverse(f"admin:factbase_{model._meta.model_name}_change", args=[into.pk]),
        notes=[
            f"The API answers 308 for “{fact.slug}”, which leads to “{into.slug}”; filters by the one find the other.",
            "It can be undone as long as nothing of it is changed again: revert the revision that it becomes.",
            *waiting(model, fact.pk),
        ],
        opts=page.opts,
    )
    return confirm(request, page.admin_site, question)


def _choice(page: admin.ModelAdmin, fact: Any) -> type[forms.Form]:
    """The form that asks for the other fact. Any column that refers to facts of the kind knows how to complete one."""
    _, key = next(references(type(fact)))

    class Choice(forms.Form):
        into = forms.ModelChoiceField(
            type(fact)._default_manager.exclude(pk=fact.pk),
            label="Into",
            widget=Completing(key, page.admin_site),
            help_text="The fact that stays. What you are merging goes, and all that refers to it refers to this one.",
            error_messages={"invalid_choice": "Choose another fact of this kind."},
        )

    return Choice
